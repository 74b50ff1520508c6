/** Names of .NET's `HttpStatusCode`, which Event Grid puts into its messages and reasons. */
const NAMES: Readonly<Record<number, string>> = {
  200: "OK",
  202: "Accepted",
  204: "NoContent",
  301: "MovedPermanently",
  302: "Found",
  307: "TemporaryRedirect",
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  408: "RequestTimeout",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  429: "TooManyRequests",
  500: "InternalServerError",
  501: "NotImplemented",
  502: "BadGateway",
  503: "ServiceUnavailable",
  504: "GatewayTimeout",
};

/** @see https://learn.microsoft.com/dotnet/api/system.net.httpstatuscode; a status without a name is its number. */
export const statusName = (status: number): string => NAMES[status] ?? String(status);
