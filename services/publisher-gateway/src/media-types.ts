export const JSON_TYPE = 'application/json'
/** One CloudEvent in structured mode. */
export const EVENT_TYPE = 'application/cloudevents+json'
/** What bodies may be. */
export const ACCEPTED = [JSON_TYPE, EVENT_TYPE]
