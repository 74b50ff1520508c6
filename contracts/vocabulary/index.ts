export { type App, defineApp, type HandledBy } from "./app.js";
export type { Delivery, DeliveryOptions } from "./delivery.js";
export { type CloudEvent, type DataOf, defineEvent, type EventOf, type EventType } from "./event.js";
export type { AdvancedFilter, DataFilter } from "./filter.js";
export {
  type Access,
  type Need,
  type NeedByKind,
  type NeedKind,
  type Needs,
  type PublishNeed,
  publish,
  type ResourceNeed,
  read,
  readWrite,
  SET_ASIDE,
  write,
} from "./need.js";
export {
  type BlobContainer,
  blobContainer,
  type Resource,
  type Secret,
  secret,
  type Table,
  table,
} from "./resource.js";
export { settingOf, settingsOf } from "./setting.js";
export {
  type HttpMethod,
  type OnEvent,
  type OnHttp,
  type OnTimer,
  onEvent,
  onHttp,
  onTimer,
  type Trigger,
} from "./trigger.js";
