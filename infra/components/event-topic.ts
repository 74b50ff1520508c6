import { EventSubscription } from "@pulumi/azure-native/eventgrid/eventSubscription.js";
import { Topic } from "@pulumi/azure-native/eventgrid/topic.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { BlobContainer, EventType } from "../../contracts/index.js";
import type { Place } from "../place.js";
import { roles } from "../roles.js";
import { outside } from "../shipping/outside.js";
import { awaitWebhook } from "../shipping/webhook.js";
import type { TopicWire } from "../wiring.js";
import type { ContainerWire } from "./data-store.js";
import { Grants } from "./grants.js";

export interface EventTopicArgs<E extends EventType> {
  readonly place: Place;
  /** Every kind of event that may be published to it. */
  readonly carries: readonly E[];
  /** Where events go that could not be delivered within a day. */
  readonly deadLetters: ContainerWire<BlobContainer>;
}

/** An app as a topic sees it. */
export interface Subscriber<E extends EventType> {
  readonly appName: string;
  readonly eventFunctions: readonly { readonly name: string; readonly event: E }[];
  /** Secret: it holds the host's key. */
  webhook(functionName: string): pulumi.Output<string>;
  /** What has to be in place before an event can be delivered. */
  readonly live: pulumi.Resource;
}

/** As long and as often as Event Grid tries. https://learn.microsoft.com/azure/event-grid/delivery-and-retry */
const RETRY = { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 };

/** A topic for CloudEvents that takes tokens only, and sets undeliverable events aside with an identity of its own. */
export class EventTopic<E extends EventType> extends pulumi.ComponentResource implements TopicWire<E> {
  readonly kind = "publish";
  readonly url: string;
  readonly scope: pulumi.Output<string>;
  readonly label: string;
  readonly target: Topic;
  readonly carries: (event: E) => boolean;
  private readonly topicName: string;
  private readonly place: Place;
  private readonly deadLetters: ContainerWire<BlobContainer>;
  private readonly identity: UserAssignedIdentity;
  private readonly grants: Grants;

  constructor(name: string, args: EventTopicArgs<E>, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:EventTopic", name, {}, opts);
    this.topicName = name;
    this.place = args.place;
    this.deadLetters = args.deadLetters;
    this.label = args.place.names.topic(name);
    this.url = `https://${this.label}.${args.place.location}-1.eventgrid.azure.net/api/events`;
    this.carries = ({ type }) => args.carries.some((carried) => carried.type === type);
    // No application's name has a hyphen: its identity is another one.
    const identityName = args.place.names.identity(`evgt-${name}`);
    this.identity = topicIdentity(name, identityName, args.place, this);
    this.grants = deadLetterGrant(name, identityName, args, this.identity, this);
    this.target = topic(name, this.label, args.place, this.identity, this);
    this.scope = this.target.id;
    this.registerOutputs({ url: this.url });
  }

  /**
   * Subscribes every function of an app that handles events, each to its kind of event.
   *
   * @param app one that handles only kinds of event that the topic carries.
   * @throws when the app handles none.
   */
  deliverTo(app: Subscriber<E>): void {
    if (app.eventFunctions.length === 0)
      throw new Error(`topic "${this.label}": app "${app.appName}" handles no events`);
    for (const { name, event } of app.eventFunctions) this.subscribe(app, name, event);
  }

  private subscribe(app: Subscriber<E>, functionName: string, event: E): EventSubscription {
    const endpointUrl = app.webhook(functionName);
    const name = `${this.topicName}-${app.appName}-${functionName}`;
    const probe = handshakeFirst(name, endpointUrl, this);
    return new EventSubscription(
      name,
      {
        eventSubscriptionName: this.place.names.subscription(app.appName, functionName),
        scope: this.scope,
        eventDeliverySchema: "CloudEventSchemaV1_0",
        filter: { includedEventTypes: [event.type] },
        destination: { endpointType: "WebHook", endpointUrl },
        deadLetterWithResourceIdentity: {
          identity: { type: "UserAssigned", userAssignedIdentity: this.identity.id },
          deadLetterDestination: {
            endpointType: "StorageBlob",
            resourceId: this.deadLetters.accountId,
            blobContainerName: this.deadLetters.resource.name,
          },
        },
        retryPolicy: RETRY,
      },
      {
        parent: this,
        // On the way down the subscription goes first: no event is sent to a site that is gone.
        dependsOn: [app.live, this.grants, this.deadLetters.target],
        hooks: { beforeCreate: [probe], beforeUpdate: [probe] },
        customTimeouts: { create: "20m", update: "20m" },
      },
    );
  }
}

/** Runs when the subscription is really written, which is when Event Grid makes its handshake. */
function handshakeFirst(name: string, url: pulumi.Output<string>, parent: pulumi.Resource): pulumi.ResourceHook {
  const report = (text: string) => pulumi.log.info(text, parent, undefined, true);
  return new pulumi.ResourceHook(`handshake-${name}`, async () => {
    const known = await new Promise<string>((resolve) => url.apply(resolve));
    await awaitWebhook(name, known, outside(report));
  });
}

function topicIdentity(name: string, resourceName: string, place: Place, parent: pulumi.ComponentResource) {
  return new UserAssignedIdentity(
    `${name}-identity`,
    { resourceName, resourceGroupName: place.group, location: place.location, tags: place.tags },
    { parent },
  );
}

function deadLetterGrant(
  name: string,
  identityName: string,
  { place, deadLetters }: EventTopicArgs<EventType>,
  identity: UserAssignedIdentity,
  parent: pulumi.ComponentResource,
): Grants {
  const grant = {
    key: "deadLetters",
    role: roles.storageBlobDataContributor,
    on: deadLetters,
    why: `Topic ${name} writes events that it could not deliver`,
  };
  return new Grants(`${name}-grants`, { place, identity, identityName, grants: [grant] }, { parent });
}

function topic(
  name: string,
  topicName: string,
  place: Place,
  identity: UserAssignedIdentity,
  parent: pulumi.ComponentResource,
): Topic {
  return new Topic(
    `${name}-topic`,
    {
      topicName,
      resourceGroupName: place.group,
      location: place.location,
      inputSchema: "CloudEventSchemaV1_0",
      disableLocalAuth: true,
      minimumTlsVersionAllowed: "1.2",
      identity: { type: "UserAssigned", userAssignedIdentities: identity.id.apply((id) => ({ [id]: {} })) },
      tags: place.tags,
    },
    { parent },
  );
}
