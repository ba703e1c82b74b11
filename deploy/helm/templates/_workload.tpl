{{- define "adapter.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: purchase-order-channel-adapter
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "adapter.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "adapter.fullname" -}}
{{- printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "adapter.image" -}}
{{- printf "%s/%s:%s" .root.Values.image.repository .name (.root.Values.image.tag | default .root.Chart.AppVersion) }}
{{- end }}

{{- define "adapter.connectionsMap" -}}
{{- .root.Values.existingConnections | default (printf "%s-connections" .root.Release.Name) }}
{{- end }}

{{/* Secrets by variable: those of all services, those of the connections where they are read, and this one's, which count more. */}}
{{- define "adapter.secrets" -}}
{{- $secrets := dict }}
{{- $shared := ternary list .root.Values.secrets (.apart | default false) }}
{{- $connections := ternary .root.Values.connectionSecrets list (.connected | default false) }}
{{- range concat $shared $connections (.values.secrets | default list) }}
{{- $_ := set $secrets .variable . }}
{{- end }}
{{- toJson $secrets }}
{{- end }}

{{/* Plain variables: this service's count more than those of all. What is apart speaks to no Kafka. */}}
{{- define "adapter.variables" -}}
{{- $plain := merge (dict) (.own | default dict) (.values.env | default dict) (ternary dict .root.Values.env (.apart | default false)) }}
{{- if not .apart }}
{{- $_ := set $plain "KAFKA_BROKERS" (required "kafka.brokers: say where Kafka is, such as kafka:9092" .root.Values.kafka.brokers) }}
{{- $_ := set $plain "SCHEMA_REGISTRY_URL" (required "schemaRegistry.url: say where the schema registry is" .root.Values.schemaRegistry.url) }}
{{- with .root.Values.topicPrefix }}{{ $_ := set $plain "TOPIC_PREFIX" . }}{{ end }}
{{- end }}
{{- toJson $plain }}
{{- end }}

{{/* Seconds until SIGKILL: the service's own grace, the wait before SIGTERM, and time to say what was not done. */}}
{{- define "adapter.terminationSeconds" -}}
{{- $graceMs := (include "adapter.variables" . | fromJson).GRACE_MS | default "20000" | int64 }}
{{- add (div (add $graceMs 999) 1000) (.preStopSeconds | default 0) 10 }}
{{- end }}

{{- define "adapter.env" -}}
{{- range $name, $value := include "adapter.variables" . | fromJson }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $_ := include "adapter.secrets" . | fromJson }}
- name: {{ $name }}_FILE
  value: /run/secrets/{{ $name }}
{{- end }}
{{- end }}

{{- define "adapter.mounts" -}}
{{- if .connected }}
- { name: connections, mountPath: /etc/channel-adapter, readOnly: true }
{{- end }}
{{- with .partnersSecret }}
- { name: partners, mountPath: /etc/channel-adapter-partners, readOnly: true }
{{- end }}
{{- if include "adapter.secrets" . | fromJson }}
- { name: secrets, mountPath: /run/secrets, readOnly: true }
{{- end }}
{{- range .scratch }}
- { name: {{ base . }}, mountPath: {{ . }} }
{{- end }}
{{- end }}

{{- define "adapter.volumes" -}}
{{- if .connected }}
- name: connections
  configMap: { name: {{ .connectionsMap | default (include "adapter.connectionsMap" .) }} }
{{- end }}
{{- with .partnersSecret }}
- name: partners
  secret: { secretName: {{ . }}, defaultMode: 0440 }
{{- end }}
{{- with include "adapter.secrets" . | fromJson }}
- name: secrets
  projected:
    # Readable by the group of fsGroup only.
    defaultMode: 0440
    sources:
      {{- range $name, $secret := . }}
      - secret:
          name: {{ $secret.secretName }}
          items: [{ key: {{ $secret.key }}, path: {{ $name }} }]
      {{- end }}
{{- end }}
{{- range .scratch }}
- name: {{ base . }}
  emptyDir: { sizeLimit: 1Gi }
{{- end }}
{{- end }}

{{- define "adapter.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "adapter.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/*
A service of ours: Deployment, Service and PodDisruptionBudget.
root; name; values: its part of values.yaml; port; strategy; connected: whether it reads CONNECTIONS_FILE; own: variables
of this service; partnersSecret; preStopSeconds; service: type and port of its Service; autoscaled: whether another sets
the replicas; mock, apart: whether it speaks to no Kafka; scratch: folders that it may write to.
*/}}
{{- define "adapter.workload" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "adapter.fullname" . }}
  labels: {{- include "adapter.labels" . | nindent 4 }}
spec:
  {{- if not .autoscaled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  selector:
    matchLabels: {{- include "adapter.selector" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate: {{ .strategy | toJson }}
  template:
    metadata:
      labels: {{- include "adapter.labels" . | nindent 8 }}
      {{- /* Connections are read at the start: a change starts new pods. */}}
      {{- $annotations := .root.Values.podAnnotations }}
      {{- if and .connected (not .root.Values.existingConnections) }}
      {{- $annotations = merge (dict "checksum/connections" (.root.Values.connections | toJson | sha256sum)) $annotations }}
      {{- end }}
      {{- with $annotations }}
      annotations: {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ .root.Values.serviceAccountName }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- with .root.Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      terminationGracePeriodSeconds: {{ include "adapter.terminationSeconds" . }}
      securityContext: {{- include "adapter.podSecurity" . | nindent 8 }}
      {{- with .root.Values.imagePullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .root.Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .root.Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "adapter.selector" . | nindent 14 }}
      containers:
        - name: {{ .name }}
          image: {{ include "adapter.image" . }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext: {{- include "adapter.containerSecurity" . | nindent 12 }}
          ports:
            - { name: http, containerPort: {{ .port }} }
          env:
            - { name: PORT, value: {{ .port | quote }} }
            {{- include "adapter.env" . | nindent 12 }}
          # Asks nobody else: a broker that is away must not have us started again.
          startupProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 1
            timeoutSeconds: 5
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 5
            timeoutSeconds: 5
          {{- with .preStopSeconds }}
          lifecycle:
            # Until nobody routes requests here any more.
            preStop: { sleep: { seconds: {{ . }} } }
          {{- end }}
          resources: {{- toYaml .values.resources | nindent 12 }}
          volumeMounts: {{- include "adapter.mounts" . | default "[]" | nindent 12 }}
      volumes: {{- include "adapter.volumes" . | default "[]" | nindent 8 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "adapter.fullname" . }}
  labels: {{- include "adapter.labels" . | nindent 4 }}
spec:
  type: {{ .service.type }}
  selector: {{- include "adapter.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ .service.port }}, targetPort: http }
{{- if and .root.Values.podDisruptionBudgets (not .mock) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "adapter.fullname" . }}
  labels: {{- include "adapter.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  # While an ERP is away its pods are not ready: no reason to hold back a node that is drained.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "adapter.selector" . | nindent 6 }}
{{- end }}
{{- end }}
