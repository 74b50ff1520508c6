export { type App, defineApp, type HandledBy } from "./app.js";
export type { Auth, ByRole, ByScope } from "./auth.js";
export type { Delivery, DeliveryOptions } from "./delivery.js";
export { type CloudEvent, type DataOf, defineEvent, type EventOf, type EventType } from "./event.js";
export type { AdvancedFilter, DataFilter } from "./filter.js";
export { entraIssuer, entraTenantOf, type Issuer, TOKEN_ISSUERS } from "./issuer.js";
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
export { type HttpMethod, type OnHttp, onHttp } from "./on-http.js";
export {
  type BlobContainer,
  blobContainer,
  type Resource,
  type Secret,
  secret,
  type Table,
  table,
} from "./resource.js";
export { settingOf, settingsOf, takesTokens } from "./setting.js";
export {
  type OnEvent,
  type OnTimer,
  onEvent,
  onTimer,
  type Trigger,
} from "./trigger.js";
