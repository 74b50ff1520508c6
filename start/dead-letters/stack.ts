import { siteOf } from "../site.js";

/** What a deployed stack tells about its dead letters. */
export interface Stack {
  readonly name: string;
  /** The containers that its subscriptions name for them. */
  readonly containers: readonly Container[];
  readonly subscriptions: readonly Subscription[];
}

export interface Container {
  /** ARM id. */
  readonly id: string;
  readonly url: string;
}

/** A subscription, and the function that it delivers to. */
export interface Subscription {
  readonly name: string;
  readonly app: string;
  readonly function: string;
  /** ARM id of the function app. */
  readonly site: string;
  /** Base URL of the function app. */
  readonly url: string;
}

/** What of `pulumi stack export` is used. Secrets in it are encrypted, and none of them is needed. */
export interface ExportedState {
  readonly deployment: { readonly resources?: readonly ExportedResource[] };
}

interface ExportedResource {
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

interface Destination {
  readonly resourceId?: string;
  readonly blobContainerName?: string;
}

/** As `infra/names.ts` makes it: no app's name has a hyphen. */
const SUBSCRIPTION = /^evgs-([a-z0-9]+)-(\w+)$/;

/** Reads it from the stack's state: the ids there hold where in Azure everything is. */
export function readStack(name: string, { deployment: { resources = [] } }: ExportedState): Stack {
  const ofType = (type: string) => resources.filter((one) => one.type === type);
  const urls = (ofType("pulumi:pulumi:Stack")[0]?.outputs?.apps ?? {}) as Readonly<Record<string, string>>;
  const sites = new Map(ofType("azure-native:web:WebApp").map(({ id = "" }) => [lastOf(id).toLowerCase(), id]));
  const declared = ofType("azure-native:eventgrid:EventSubscription").map(({ inputs = {} }) => inputs);
  const subscriptions = declared.flatMap(({ eventSubscriptionName }): Subscription[] => {
    const subscription = String(eventSubscriptionName);
    const [, app = "", fn = ""] = SUBSCRIPTION.exec(subscription) ?? [];
    const url = urls[app];
    const site = url === undefined ? undefined : sites.get(siteOf(url));
    return url === undefined || site === undefined ? [] : [{ name: subscription, app, function: fn, site, url }];
  });
  const containers = new Map(declared.flatMap(containerOf).map((one) => [one.url, one]));
  return { name, containers: [...containers.values()], subscriptions };
}

/** The subscription that a folder of the container belongs to. */
export const subscriptionOf = ({ subscriptions }: Stack, folder: string): Subscription | undefined =>
  subscriptions.find(({ name }) => name.toUpperCase() === folder.toUpperCase());

function containerOf({ deadLetterWithResourceIdentity }: Readonly<Record<string, unknown>>): Container[] {
  const { deadLetterDestination } = (deadLetterWithResourceIdentity ?? {}) as { deadLetterDestination?: Destination };
  const { resourceId, blobContainerName: name } = deadLetterDestination ?? {};
  if (resourceId === undefined || name === undefined) return [];
  const url = `https://${lastOf(resourceId)}.blob.core.windows.net/${name}`;
  return [{ id: `${resourceId}/blobServices/default/containers/${name}`, url }];
}

const lastOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);
