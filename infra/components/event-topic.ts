import { EventSubscription } from "@pulumi/azure-native/eventgrid/eventSubscription.js";
import { Topic } from "@pulumi/azure-native/eventgrid/topic.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { BlobContainer, EventType, OnEvent } from "../../contracts/index.js";
import type { Place } from "../place.js";
import { roles } from "../roles.js";
import { handshakeRemedy } from "../shipping/handshake-remedy.js";
import { outside } from "../shipping/outside.js";
import { batchesOf, filterOf } from "../subscription.js";
import type { TopicWire } from "../wiring.js";
import type { ContainerWire } from "./data-store.js";
import type { Endpoint } from "./endpoint.js";
import { Grants } from "./grants.js";

export interface EventTopicArgs<E extends EventType> {
  readonly place: Place;
  /** What its name on Azure is made of: its Pulumi name, or the one that it had before it was renamed. */
  readonly label?: string;
  /** Every kind of event that may be published to it. */
  readonly carries: readonly E[];
  /** Where events go that could not be delivered within a day. */
  readonly deadLetters: ContainerWire<BlobContainer>;
}

/** An app as a topic sees it. */
export interface Subscriber<E extends EventType> {
  readonly appName: string;
  readonly eventFunctions: readonly { readonly name: string; readonly on: OnEvent<E> }[];
  endpoint(functionName: string): Endpoint;
  /** What has to be in place before an event can be delivered. */
  readonly live: pulumi.Resource;
}

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
  /** By the subscription's Pulumi name. */
  private readonly endpoints = new Map<string, Endpoint>();
  private readonly probe: pulumi.ResourceHook;
  private readonly remedy: pulumi.ErrorHook;

  constructor(name: string, args: EventTopicArgs<E>, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:EventTopic", name, {}, opts);
    this.topicName = name;
    this.place = args.place;
    this.deadLetters = args.deadLetters;
    const label = args.label ?? name;
    this.label = args.place.names.topic(label);
    this.url = `https://${this.label}.${args.place.location}-1.eventgrid.azure.net/api/events`;
    this.carries = ({ type }) => args.carries.some((carried) => carried.type === type);
    // No application's name has a hyphen: its identity is another one.
    const identityName = args.place.names.identity(`evgt-${label}`);
    this.identity = topicIdentity(name, identityName, args.place, this);
    this.grants = deadLetterGrant(name, identityName, args, this.identity, this);
    this.target = topic(name, this.label, args.place, this.identity, this);
    this.probe = probeFirst(name, this.endpoints, this);
    this.remedy = remedyAfter(name, this);
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
    for (const { name, on } of app.eventFunctions) this.subscribe(app, name, on);
  }

  private subscribe(app: Subscriber<E>, functionName: string, { event, delivery }: OnEvent<E>): EventSubscription {
    const endpoint = app.endpoint(functionName);
    const name = `${this.topicName}-${app.appName}-${functionName}`;
    this.endpoints.set(name, endpoint);
    const { maxDeliveryAttempts, eventTimeToLiveInMinutes } = delivery;
    return new EventSubscription(
      name,
      {
        eventSubscriptionName: this.place.names.subscription(app.appName, functionName),
        scope: this.scope,
        eventDeliverySchema: "CloudEventSchemaV1_0",
        filter: filterOf(event, delivery),
        destination: endpoint.destination.apply((destination) => ({ ...destination, ...batchesOf(delivery) })),
        deadLetterWithResourceIdentity: {
          identity: { type: "UserAssigned", userAssignedIdentity: this.identity.id },
          deadLetterDestination: {
            endpointType: "StorageBlob",
            resourceId: this.deadLetters.accountId,
            blobContainerName: this.deadLetters.resource.name,
          },
        },
        retryPolicy: { maxDeliveryAttempts, eventTimeToLiveInMinutes },
      },
      {
        parent: this,
        // On the way down the subscription goes first: no event is sent to a site that is gone.
        dependsOn: [app.live, this.grants, this.deadLetters.target],
        hooks: { beforeCreate: [this.probe], beforeUpdate: [this.probe], onError: [this.remedy] },
        // What Event Grid could not bring up stays behind as failed: it is removed and made anew.
        replaceOnChanges: ["#initerror"],
        deleteBeforeReplace: true,
        customTimeouts: { create: "20m", update: "20m" },
      },
    );
  }
}

/** Runs when a subscription is really written, which is when Event Grid looks at the endpoint. */
function probeFirst(topic: string, endpoints: ReadonlyMap<string, Endpoint>, parent: pulumi.Resource) {
  const report = (text: string) => pulumi.log.info(text, parent, undefined, true);
  return new pulumi.ResourceHook(`probe-${topic}`, async ({ name }) => {
    const endpoint = endpoints.get(name);
    if (endpoint === undefined) throw new Error(`topic ${topic}: "${name}" is none of its subscriptions`);
    await endpoint.await(name, outside(report));
  });
}

/** Says what to do about a failed handshake; the error itself is Azure's. */
function remedyAfter(topic: string, parent: pulumi.Resource): pulumi.ErrorHook {
  return new pulumi.ErrorHook(`remedy-${topic}`, async ({ name, errors: [latest] }) => {
    const remedy = handshakeRemedy(latest);
    if (remedy !== undefined) await pulumi.log.warn(`subscription ${name}: ${remedy}`, parent);
    return false;
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
