# Every image, each a target of its own: docker build --target publisher-gateway .
# docs/containers.md says what is in them and how they are run.

ARG NODE_IMAGE=node:24-bookworm-slim
# Another Node to build with: one that trusts your network's certificate authority.
ARG BUILD_IMAGE=${NODE_IMAGE}

FROM ${BUILD_IMAGE} AS manifests
WORKDIR /source
COPY . .
RUN mkdir /manifests && find . -name package.json -o -name 'pnpm-*.yaml' -o -name '*.patch' | xargs cp --parents --target-directory=/manifests

FROM ${BUILD_IMAGE} AS bundle
WORKDIR /source
# Copied by content, so that a change of code finds the installed packages in the cache.
COPY --from=manifests /manifests .
RUN npx --yes pnpm@12.21.0 install --prod --frozen-lockfile
COPY . .
RUN cd infra/containers && node_modules/.bin/rolldown --config rolldown.config.ts

FROM ${NODE_IMAGE} AS runtime
# Nothing is installed any more: without package managers there is less to be patched, and to be used by whoever gets in.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn*
# Where a volume may be mounted, for what the mock systems keep.
RUN install --directory --owner=node --group=node /data
USER node
WORKDIR /app
# Code looks for its files one folder above itself, here as in the sources.
COPY --from=bundle /source/packages/contracts/schemas schemas
COPY LICENSE .
# Nobody else reaches loopback inside a container. The warning is of kafkajs, once bundled no longer taken for a dependency's.
# glibc's heaps, one for each thread otherwise, hold pages of which hardly anything is used.
ENV NODE_ENV=production HOST=0.0.0.0 MALLOC_ARENA_MAX=2 NODE_OPTIONS="--enable-source-maps --disable-warning=DEP0169"
CMD ["node", "bin/main.mjs"]
HEALTHCHECK --interval=5s --timeout=10s --start-period=120s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ARG VERSION=0.1.0
ARG REVISION=
LABEL org.opencontainers.image.licenses=MIT \
      org.opencontainers.image.version=${VERSION} \
      org.opencontainers.image.revision=${REVISION}

FROM runtime AS runtime-with-dataset
COPY --from=bundle /source/packages/adventureworks/data data
COPY packages/adventureworks/NOTICE data/

FROM runtime AS erp-extractor
LABEL org.opencontainers.image.title=erp-extractor org.opencontainers.image.description="Publishes an ERP's purchase orders on Kafka"
ENV PORT=5001
EXPOSE 5001
# Room for so many young objects is enough, and V8 would take more. One thread that compiles and clears takes less from the main one.
ENV NODE_OPTIONS="${NODE_OPTIONS} --max-semi-space-size=8 --v8-pool-size=1"
# Pages of an ERP are larger, and go back to the system when they are done with, instead of leaving holes.
ENV MALLOC_MMAP_THRESHOLD_=262144
COPY --from=bundle /source/bundle/erp-extractor .

FROM runtime AS publisher-gateway
LABEL org.opencontainers.image.title=publisher-gateway org.opencontainers.image.description="Publishes on Kafka what comes over HTTP"
ENV PORT=5000
EXPOSE 5000
COPY --from=bundle /source/bundle/publisher-gateway .

FROM runtime AS update-applier
LABEL org.opencontainers.image.title=update-applier org.opencontainers.image.description="Applies partners' updates in the ERP"
ENV PORT=5002
EXPOSE 5002
# Even at rest V8 would come to take 128 MiB for young objects; with so many it is as fast.
ENV NODE_OPTIONS="${NODE_OPTIONS} --max-semi-space-size=16 --v8-pool-size=1"
COPY --from=bundle /source/bundle/update-applier .

FROM runtime AS partner-router
LABEL org.opencontainers.image.title=partner-router org.opencontainers.image.description="Gives each partner topics of its own"
ENV PORT=5007
EXPOSE 5007
COPY --from=bundle /source/bundle/partner-router .

FROM runtime AS console
LABEL org.opencontainers.image.title=console org.opencontainers.image.description="The operator's page"
ENV PORT=5006
EXPOSE 5006
# While it reads the topics V8 would take 128 MiB for young objects alone.
ENV NODE_OPTIONS="${NODE_OPTIONS} --max-semi-space-size=8"
COPY --from=bundle /source/bundle/console .
COPY services/console/page/index.html services/console/page/style.css services/console/page/icon.svg page/

FROM runtime-with-dataset AS mock-inventory
LABEL org.opencontainers.image.title=mock-inventory org.opencontainers.image.description="An inventory system, as an example"
ENV PORT=5003
EXPOSE 5003
COPY --from=bundle /source/bundle/mock-inventory .

FROM runtime-with-dataset AS mock-supplier
LABEL org.opencontainers.image.title=mock-supplier org.opencontainers.image.description="Suppliers, as an example"
ENV PORT=5004
EXPOSE 5004
COPY --from=bundle /source/bundle/mock-supplier .

FROM runtime-with-dataset AS mock-erp
LABEL org.opencontainers.image.title=mock-erp org.opencontainers.image.description="An ERP over REST, as an example"
ENV PORT=5005
EXPOSE 5005
COPY --from=bundle /source/bundle/mock-erp .

FROM runtime AS adapter
LABEL org.opencontainers.image.title=adapter org.opencontainers.image.description="The command that deploys and operates the Channel Adapter"
HEALTHCHECK NONE
ENTRYPOINT ["node", "bin/main.mjs"]
CMD ["--help"]
COPY --from=bundle /source/bundle/adapter .
