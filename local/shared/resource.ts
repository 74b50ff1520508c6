/** Values as Pulumi and ARM pass them: JSON. */
export type Properties = Record<string, unknown>;

/** A declared resource, in the flat shape of azure-native (what ARM keeps under `properties` is lifted to the top). */
export interface Resource {
  /** ARM id, e.g. `/subscriptions/…/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv`. Compare ignoring case. */
  readonly id: string;
  /** ARM type, e.g. `Microsoft.KeyVault/vaults/secrets`. */
  readonly type: string;
  /** Last segment of the id. */
  readonly name: string;
  /** What was declared, secrets in clear. */
  readonly inputs: Properties;
  /** What Azure answers: inputs without what it hides, and what it adds (endpoints, ids, states). */
  readonly outputs: Properties;
}

/** What is declared now. */
export interface Resources {
  get(id: string): Resource | undefined;
  /** All of an ARM type, e.g. `Microsoft.Web/sites`; compared ignoring case. */
  list(type: string): Resource[];
  /**
   * Changes one without a call of somebody: what comes up late, by itself. Resolves once it is on disk.
   *
   * @param inputs as they were declared.
   * @param outputs what Azure answers from now on.
   */
  put(id: string, inputs: Properties, outputs: Properties): Promise<Resource>;
  /** Removes one that has ended by itself; what its type's `delete` does is up to the caller. */
  delete(resource: Resource): Promise<void>;
  /** Called after every change is stored. */
  onChange(listener: (change: { readonly kind: "put" | "delete"; readonly resource: Resource }) => void): void;
}

/** Azure Resource Manager as a service calls it, by rights of its own. */
export interface Arm {
  /** Also what nobody declared, such as the functions of an app. */
  read(id: string): Resource | undefined;
  /**
   * @param action path below the resource, e.g. `host/default/listKeys`.
   * @throws AzureError as Azure Resource Manager answers.
   */
  act(id: string, action: string, body: Properties): Promise<Properties>;
}

/** How a service gives life to an ARM type. A type that no service claims is stored as declared. */
export interface ResourceType {
  /** e.g. `Microsoft.EventGrid/topics`. */
  readonly type: string;
  /** Inputs whose change makes Azure replace the resource, besides its name, group and location. Dotted paths. */
  readonly replaceOn?: readonly string[];
  /**
   * Makes or updates it, and returns the outputs: usually the inputs, minus what Azure hides, plus what it adds.
   * Called again after a restart of the local Azure only by the service itself, never by the store.
   *
   * @throws AzureError as Azure Resource Manager would answer; nothing is stored then. ProvisioningFailed when Azure
   *   has taken it nevertheless.
   */
  put?(declared: Omit<Resource, "outputs">, previous: Resource | undefined): Promise<Properties> | Properties;
  delete?(resource: Resource): Promise<void> | void;
  /** The data action that it takes to delete one, where Azure Resource Manager cannot and azure-native asks the service. */
  readonly deleteRight?: string;
  /** Finds one that nobody declared: what a service makes by itself, e.g. the functions that an app registered. */
  find?(id: string): Resource | undefined;
  /** POST actions by their path below the resource's id, e.g. `host/default/listKeys`. */
  readonly actions?: Readonly<
    Record<string, (resource: Resource, body: Properties) => Promise<Properties> | Properties>
  >;
}
