/** Everything that is an event subscription; the older ones of a topic or domain have classes of their own. */
export const SUBSCRIPTIONS = [
  "azure-native:eventgrid:EventSubscription",
  "azure-native:eventgrid:TopicEventSubscription",
  "azure-native:eventgrid:SystemTopicEventSubscription",
  "azure-native:eventgrid:DomainEventSubscription",
  "azure-native:eventgrid:DomainTopicEventSubscription",
  "azure-native:eventgrid:PartnerTopicEventSubscription",
] as const;
