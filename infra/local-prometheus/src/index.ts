export { installed, MISSING } from './installed.ts'
export { dashboardQueries, observability } from './observability.ts'
export { type Prometheus, type PrometheusOptions, startPrometheus } from './prometheus.ts'
