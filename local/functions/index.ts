export { type AppStatus, createFunctions, type FunctionsService, type HostKeyList } from "./service.js";
export { logLines } from "./telemetry/log-lines.js";
