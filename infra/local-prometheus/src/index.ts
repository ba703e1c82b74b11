export { installed, MISSING } from './installed.ts'
export { type AlertRule, alertRules, dashboardQueries, observability, runbookOf } from './observability.ts'
export { type Prometheus, type PrometheusOptions, startPrometheus } from './prometheus.ts'
