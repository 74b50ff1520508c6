import type { EventSubscriptionArgs } from "@pulumi/azure-native/eventgrid/eventSubscription.js";
import { unknown, violation } from "../kit/finding.js";
import { known, peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";
import { SUBSCRIPTIONS } from "./event-subscription-types.js";

/** Destinations that Event Grid can reach with an identity. */
const WITH_IDENTITY = ["StorageQueue", "ServiceBusQueue", "ServiceBusTopic", "EventHub"];

/** Rules about how events get from a topic to who wants them. */
export const eventSubscriptionRules: readonly ResourceRule[] = [
  resourceRule<EventSubscriptionArgs>({
    name: "event-subscription-dead-letters",
    title: "What cannot be delivered is kept",
    description:
      "Events that could not be delivered are lost, unless a subscription names a place for them and an identity that may write there.",
    types: SUBSCRIPTIONS,
    level: "mandatory",
    severity: "high",
    remedy: "Set deadLetterWithResourceIdentity to a blob container and an identity that may write to it.",
    url: "https://learn.microsoft.com/azure/event-grid/manage-event-delivery",
    *check({ props }) {
      const withIdentity = peek(() => props.deadLetterWithResourceIdentity);
      if (withIdentity.is === "unknown") yield unknown("deadLetterWithResourceIdentity");
      else if (withIdentity.is === "absent") {
        const withKey = peek(() => props.deadLetterDestination).is !== "absent";
        yield violation(
          withKey
            ? "Its dead letters are written with the storage account's key (deadLetterDestination)."
            : "It has no destination for dead letters.",
        );
      } else {
        if (peek(() => withIdentity.value.deadLetterDestination).is === "absent")
          yield violation("Its deadLetterWithResourceIdentity names no destination.");
        if (peek(() => withIdentity.value.identity).is === "absent")
          yield violation("Its deadLetterWithResourceIdentity names no identity.");
      }
    },
  }),
  resourceRule<EventSubscriptionArgs>({
    name: "event-subscription-delivers-with-identity",
    title: "Events are delivered with an identity",
    description:
      "To a queue, a Service Bus or an Event Hub, Event Grid delivers with a key that it looks up, unless a subscription names an identity.",
    types: SUBSCRIPTIONS,
    level: "mandatory",
    severity: "high",
    remedy: "Use deliveryWithResourceIdentity in place of destination, and give the identity the sender's role there.",
    same: { mcsb: "IM-3" },
    url: "https://learn.microsoft.com/azure/event-grid/managed-service-identity",
    *check({ props }) {
      const kind = peek(() => props.destination?.endpointType);
      if (kind.is === "unknown") yield unknown("destination.endpointType");
      else if (kind.is === "value" && WITH_IDENTITY.includes(kind.value))
        yield violation(`Its destination is a ${kind.value}, reached with a key.`);
    },
  }),
  resourceRule<EventSubscriptionArgs>({
    name: "event-subscription-retries",
    title: "Delivery is tried for a sensible time",
    description:
      "Too few attempts turn a short failure into dead letters; a subscription that has expired delivers nothing.",
    types: SUBSCRIPTIONS,
    level: "advisory",
    severity: "low",
    remedy: "Set retryPolicy within the configured range, and expirationTimeUtc in the future or not at all.",
    url: "https://learn.microsoft.com/azure/event-grid/delivery-and-retry",
    settings: {
      leastAttempts: { description: "Fewest delivery attempts", type: "integer", minimum: 1, maximum: 30, default: 5 },
      leastMinutes: {
        description: "Shortest time to live of an event, in minutes",
        type: "integer",
        minimum: 1,
        maximum: 1440,
        default: 60,
      },
    },
    *check({ props }, { settings, now }) {
      // Absent is Azure's own default: 30 attempts, 1,440 minutes.
      const attempts = peek(() => props.retryPolicy?.maxDeliveryAttempts);
      const minutes = peek(() => props.retryPolicy?.eventTimeToLiveInMinutes);
      if (attempts.is === "unknown" || minutes.is === "unknown") yield unknown("retryPolicy");
      if (attempts.is === "value" && attempts.value < Number(settings.leastAttempts))
        yield violation(`It makes ${attempts.value} attempts: expected ${settings.leastAttempts} or more.`);
      if (minutes.is === "value" && minutes.value < Number(settings.leastMinutes))
        yield violation(`Its events live ${minutes.value} minutes: expected ${settings.leastMinutes} or more.`);
      const ends = known(() => props.expirationTimeUtc);
      if (ends !== undefined && Date.parse(ends) <= now.getTime()) yield violation("It has expired.");
    },
  }),
];
