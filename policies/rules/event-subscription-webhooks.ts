import type { EventSubscriptionArgs } from "@pulumi/azure-native/eventgrid/eventSubscription.js";
import { type Finding, unknown, violation } from "../kit/finding.js";
import { type Peeked, peek } from "../kit/peek.js";
import { type Examined, type ResourceRule, resourceRule } from "../kit/rule.js";
import type { Secrecy } from "../kit/secrecy.js";
import { SUBSCRIPTIONS } from "./event-subscription-types.js";

/** What azure-native takes for any kind of destination, as far as a webhook needs it. */
interface WebHook {
  readonly endpointType?: string;
  readonly endpointUrl?: string;
  readonly azureActiveDirectoryTenantId?: string;
  readonly azureActiveDirectoryApplicationIdOrUri?: string;
  readonly minimumTlsVersionAllowed?: string;
}

/** Where a function host takes events from Event Grid: its one address that needs a key in it. */
const HOST_WEBHOOK = "/runtime/webhooks/eventgrid";

/** Parameters of an address that carry a credential. */
const KEY = /[?&](code|key|sig|token|access_token|apikey|api-key|subscription-key|password|secret)=/i;

/** A redacted secret of an exported stack: the CLI puts it in place of what it cannot decrypt. */
const REDACTED = "[secret]";

type Subscription = Examined<EventSubscriptionArgs>;

/** Rules about webhooks, which anybody on the internet can call. */
export const eventSubscriptionWebhookRules: readonly ResourceRule[] = [
  resourceRule<EventSubscriptionArgs>({
    name: "event-subscription-webhook-https",
    title: "Webhooks are called by HTTPS",
    description: "Events and whatever opens the webhook travel in the clear by HTTP.",
    types: SUBSCRIPTIONS,
    level: "mandatory",
    severity: "critical",
    remedy: "Use an https address.",
    same: { mcsb: "DP-3" },
    url: "https://learn.microsoft.com/azure/event-grid/webhook-event-delivery",
    *check(subscription) {
      const address = addressOf(subscription);
      if (address.is === "unknown") yield unknown("destination.endpointUrl");
      else if (address.is === "value" && address.value !== REDACTED && !/^https:\/\//i.test(address.value))
        yield violation("The address of its webhook is not https.");
    },
  }),
  resourceRule<EventSubscriptionArgs>({
    name: "event-subscription-webhook-key",
    title: "Keys stand in no address but a function host's",
    description:
      "A key in an address is a password that is logged wherever addresses are. A function host wants one for Event Grid; nothing else does, and there it has to be a Pulumi secret.",
    types: SUBSCRIPTIONS,
    seesSecrecy: true,
    level: "mandatory",
    severity: "critical",
    remedy:
      "For a function host, use /runtime/webhooks/eventgrid and a Pulumi secret; for others, let Event Grid call with a token of Entra.",
    same: { mcsb: "IM-8" },
    url: "https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-trigger",
    *check(subscription) {
      const address = addressOf(subscription);
      if (address.is === "unknown") yield unknown("destination.endpointUrl");
      if (address.is !== "value" || !KEY.test(address.value)) return;
      if (!isHostWebhook(address.value)) {
        yield violation("Its webhook has a key in its address, and is not the Event Grid webhook of a function host.");
      } else {
        yield* keptSecret(subscription.secrecy("destination", "endpointUrl"));
      }
    },
  }),
  resourceRule<EventSubscriptionArgs>({
    name: "event-subscription-webhook-entra",
    title: "Webhooks get a token",
    description:
      "A webhook that is neither a function host's nor called with a token of Entra cannot tell Event Grid from anybody else.",
    types: SUBSCRIPTIONS,
    level: "mandatory",
    severity: "high",
    remedy: "Set azureActiveDirectoryTenantId and azureActiveDirectoryApplicationIdOrUri of the destination.",
    same: { mcsb: "IM-1" },
    url: "https://learn.microsoft.com/azure/event-grid/secure-webhook-delivery",
    *check(subscription) {
      const address = addressOf(subscription);
      if (address.is === "unknown") yield unknown("destination.endpointUrl");
      if (address.is !== "value" || address.value === REDACTED || isHostWebhook(address.value)) return;
      const hook = subscription.props.destination as WebHook;
      const tenant = peek(() => hook.azureActiveDirectoryTenantId);
      const application = peek(() => hook.azureActiveDirectoryApplicationIdOrUri);
      if (tenant.is === "absent" || application.is === "absent")
        yield violation("Its webhook is called without a token of Entra.");
    },
  }),
  resourceRule<EventSubscriptionArgs>({
    name: "event-subscription-webhook-minimum-tls",
    title: "Webhooks are called with TLS 1.2 or newer",
    description: "Left alone, Event Grid also calls a webhook that speaks an older TLS only.",
    types: SUBSCRIPTIONS,
    level: "mandatory",
    severity: "medium",
    remedy: 'Set minimumTlsVersionAllowed of the destination to "1.2".',
    same: { mcsb: "DP-3" },
    url: "https://learn.microsoft.com/azure/event-grid/transport-layer-security-configure-minimum-version",
    *check({ props }) {
      const kind = peek(() => props.destination?.endpointType);
      if (kind.is === "unknown") yield unknown("destination");
      if (kind.is !== "value" || kind.value !== "WebHook") return;
      const version = peek(() => (props.destination as WebHook).minimumTlsVersionAllowed);
      if (version.is === "unknown") yield unknown("destination.minimumTlsVersionAllowed");
      else if (version.is === "absent" || !["1.2", "1.3"].includes(version.value))
        yield violation("Its webhook may be called with an older TLS.");
    },
  }),
];

/** Absent for destinations of other kinds. */
function addressOf({ props }: Subscription): Peeked<string> {
  const kind = peek(() => props.destination?.endpointType);
  if (kind.is !== "value") return kind;
  return kind.value === "WebHook" ? peek(() => (props.destination as WebHook).endpointUrl) : { is: "absent" };
}

const isHostWebhook = (address: string): boolean =>
  URL.canParse(address) && new URL(address).pathname.toLowerCase() === HOST_WEBHOOK;

function* keptSecret(secrecy: Secrecy): Generator<Finding> {
  if (secrecy === "plain")
    yield violation("Its webhook has a key in its address, and the address is no Pulumi secret.");
  // Asked only at the level `remediate`, which is how this rule is delivered.
  if (secrecy === "unseen")
    yield violation('Whether the key in its address is a Pulumi secret can be seen at the level "remediate" alone.');
}
