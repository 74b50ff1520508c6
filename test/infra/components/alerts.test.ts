import assert from "node:assert/strict";
import { blobContainer, NameGenerated } from "../../../contracts/index.js";
import { ALERT_RULES } from "../../../infra/alert-rules.js";
import { Alerts } from "../../../infra/components/alerts.js";
import { DataStore } from "../../../infra/components/data-store.js";
import { EventTopic } from "../../../infra/components/event-topic.js";
import { Monitoring } from "../../../infra/components/monitoring.js";
import { QUERY_RULES } from "../../../infra/query-rules.js";
import { type Recording, record } from "../recorded.js";
import { testPlace } from "../test-place.js";

/** Names in the REST API, with the aggregation that each has, as the reference of each type lists them. */
const PUBLISHED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-eventgrid-topics-metrics
  "Microsoft.EventGrid/topics": {
    DeadLetteredCount: "Total",
    DeliveryAttemptFailCount: "Total",
    DeliverySuccessCount: "Total",
    DroppedEventCount: "Total",
    MatchedEventCount: "Total",
    PublishFailCount: "Total",
    PublishSuccessCount: "Total",
    UnmatchedEventCount: "Total",
  },
  // https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-insights-components-metrics
  "microsoft.insights/components": { "requests/count": "Count", "requests/failed": "Count" },
};
/** Dimensions of `requests/failed`, from the same page. */
const DIMENSIONS = [
  "request/performanceBucket",
  "request/resultCode",
  "request/success",
  "operation/synthetic",
  "cloud/roleInstance",
  "cloud/roleName",
];

describe("Alerts", () => {
  const place = testPlace();
  const { tags } = place;
  const resourceGroupName = "rg-gridwire-test";
  const recipients = ["oncall@example.com", "second@example.com"];
  let stack: Recording;

  before(async () => {
    stack = await record(() => {
      const deadLetters = blobContainer("dead-letters");
      const data = new DataStore("data", { place, containers: [deadLetters], tables: [] });
      const topic = new EventTopic("names", {
        place,
        carries: [NameGenerated],
        deadLetters: data.container(deadLetters),
      });
      const { insights, workspaceId } = new Monitoring("monitoring", { place, retentionDays: 30 });
      return new Alerts("alerts", { place, recipients, watched: { topic, insights }, workspaceId });
    });
  });

  it("reach everybody on the list by e-mail", () =>
    assert.deepEqual(stack.named("alerts-recipients").inputs, {
      actionGroupName: "ag-gridwire-test",
      groupShortName: "gw-test",
      resourceGroupName,
      location: "Global",
      enabled: true,
      emailReceivers: [
        { name: "recipient-1", emailAddress: "oncall@example.com", useCommonAlertSchema: true },
        { name: "recipient-2", emailAddress: "second@example.com", useCommonAlertSchema: true },
      ],
      tags,
    }));

  it("tell of the first event that is set aside as a dead letter", () =>
    assert.deepEqual(stack.named("alerts-dead-letters").inputs, {
      ruleName: "alert-dead-letters-test",
      resourceGroupName,
      location: "global",
      description: "Events could not be delivered and lie in the container dead-letters.",
      severity: 1,
      enabled: true,
      autoMitigate: true,
      scopes: ["id of names-topic"],
      evaluationFrequency: "PT5M",
      windowSize: "PT5M",
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: "dead-letters",
            metricNamespace: "Microsoft.EventGrid/topics",
            metricName: "DeadLetteredCount",
            timeAggregation: "Total",
            operator: "GreaterThan",
            threshold: 0,
          },
        ],
      },
      actions: [{ actionGroupId: "id of alerts-recipients" }],
      tags,
    }));

  it("tell of each app on its own when its functions fail, whatever triggers them", () => {
    const { scopes, criteria } = stack.named("alerts-failed-executions").inputs as {
      scopes: unknown;
      criteria: { allOf: readonly { dimensions: unknown }[] };
    };
    assert.deepEqual(scopes, ["id of monitoring-insights"]);
    assert.deepEqual(criteria.allOf[0]?.dimensions, [
      { name: "cloud/roleName", operator: "Include", values: ["*"] },
      {
        name: "request/resultCode",
        operator: "Exclude",
        values: ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"],
      },
    ]);
  });

  it("are one for each rule, below one component", () => {
    const alerts = stack.resources.filter(({ type }) => type === "azure-native:monitor:MetricAlert");
    assert.deepEqual(alerts.map(({ name }) => name).sort(), ALERT_RULES.map(({ name }) => `alerts-${name}`).sort());
    for (const { parent } of alerts) assert.equal(parent, "alerts");
  });

  it("ask the workspace, by a query that lies in a file, whether there is anything to tell", () => {
    const { query } = (stack.named("alerts-vault-refusals").inputs as { criteria: { allOf: { query: string }[] } })
      .criteria.allOf[0] ?? { query: "" };
    assert.match(query, /^AZKVAuditLogs\n\| where HttpStatusCode == 403$/m);
    assert.deepEqual(stack.named("alerts-vault-refusals").inputs, {
      ruleName: "alert-vault-refusals-test",
      resourceGroupName,
      location: "westeurope",
      kind: "LogAlert",
      displayName: "alert-vault-refusals-test",
      description: "The vault refused calls with 403: a grant is missing, or somebody tries what is not theirs.",
      severity: 1,
      enabled: true,
      autoMitigate: true,
      scopes: ["id of monitoring-workspace"],
      evaluationFrequency: "PT5M",
      windowSize: "PT15M",
      criteria: {
        allOf: [
          {
            query,
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: 0,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      skipQueryValidation: true,
      actions: { actionGroups: ["id of alerts-recipients"] },
      tags,
    });
    const rules = stack.resources.filter(({ type }) => type === "azure-native:monitor:ScheduledQueryRule");
    assert.deepEqual(rules.map(({ name }) => name).sort(), QUERY_RULES.map(({ name }) => `alerts-${name}`).sort());
  });

  for (const { name, namespace, metric, aggregation, dimensions = [] } of ALERT_RULES) {
    it(`${name}: watches a metric that Azure has, as it is counted`, () => {
      assert.equal(PUBLISHED[namespace]?.[metric], aggregation);
      for (const dimension of dimensions) assert.ok(DIMENSIONS.includes(dimension.name), dimension.name);
    });
  }
});
