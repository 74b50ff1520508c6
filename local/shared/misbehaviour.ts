/** One way in which Azure is known to behave badly. */
export interface Misbehaviour {
  /** What its number counts: how late something is, or how many times something goes wrong. */
  readonly unit: "seconds" | "times";
  /** What Azure does then, in a sentence. */
  readonly does: string;
  /** Where Azure was seen or said to do so. */
  readonly source: string;
}

/** Every misbehaviour that the local Azure can be told to show. A service asks for its own by name. */
export const MISBEHAVIOURS = {
  "identities-late": {
    unit: "seconds",
    does: "A new identity is not in the directory yet: a role assignment that does not call it a service principal is refused with PrincipalNotFound.",
    source: "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
  },
  "roles-late": {
    unit: "seconds",
    does: "A role assignment has no effect yet: what it allows is denied.",
    source: "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
  },
  "keys-late": {
    unit: "seconds",
    does: "Keys of a host that has just started cannot be listed yet: 400, the host is unavailable.",
    source: "https://github.com/pulumi/pulumi-azure/issues/442",
  },
  "hosts-slow": {
    unit: "seconds",
    does: "A host has its keys, and takes its time to load functions: its site answers 503.",
    source:
      "https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Middleware/HostAvailabilityCheckMiddleware.cs",
  },
  "publish-503": {
    unit: "times",
    does: "The deployment endpoint of a site answers 503.",
    source: "https://github.com/Azure/functions-action/issues/390",
  },
  "publish-403": {
    unit: "times",
    does: "A shipment fails since storage refuses the site's identity with 403.",
    source: "https://github.com/Azure/azure-functions-core-tools/issues/4346",
  },
  "deployment-fails": {
    unit: "times",
    does: "A shipment fails half-way: the package is taken, then the deployment engine restarts under it.",
    source: "https://github.com/Azure/azure-cli/issues/33184",
  },
  "handshake-fails": {
    unit: "times",
    does: "Event Grid's handshake with a webhook fails, whatever the webhook answers. A new subscription stays behind, failed.",
    source: "https://github.com/Azure/azure-sdk-for-net/issues/51014",
  },
  quota: {
    unit: "times",
    does: "An App Service plan is refused for want of quota.",
    source: "https://github.com/Azure/azure-cli/issues/31665",
  },
  conflict: {
    unit: "times",
    does: "A site is refused with 409 since another operation on it is in progress.",
    source: "https://github.com/Azure/logicapps/issues/1306",
  },
  "not-registered": {
    unit: "seconds",
    does: "The subscription is a fresh one: a resource is refused with MissingSubscriptionRegistration until its namespace is registered, and registering takes so long.",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider",
  },
  throttled: {
    unit: "times",
    does: "Azure Resource Manager answers 429, and to come again in a second.",
    source: "https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling",
  },
} as const satisfies Readonly<Record<string, Misbehaviour>>;

export type MisbehaviourName = keyof typeof MISBEHAVIOURS;

type NamesCountedIn<U extends Misbehaviour["unit"]> = {
  [N in MisbehaviourName]: (typeof MISBEHAVIOURS)[N]["unit"] extends U ? N : never;
}[MisbehaviourName];

/** What a service asks before it behaves well. What goes wrong is told to the activities, with its target. */
export interface Misbehaviours {
  /** Whether it goes wrong this time; a time is used up. */
  strikes(name: NamesCountedIn<"times">, target: string): boolean;
  /**
   * Milliseconds for which it is still late; 0 when it is there.
   *
   * @param since when Azure at its best would have had it.
   */
  leftMs(name: NamesCountedIn<"seconds">, since: Date, target: string): number;
}
