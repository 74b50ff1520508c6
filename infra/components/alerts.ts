import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import * as pulumi from "@pulumi/pulumi";
import { ALERT_RULES, type AlertRule } from "../alert-rules.js";
import type { Place } from "../place.js";
import { QUERY_RULES, type QueryRule, queryOf } from "../query-rules.js";
import type { Wire } from "../wiring.js";

export interface AlertsArgs {
  readonly place: Place;
  /** E-mail addresses, at least one. */
  readonly recipients: readonly string[];
  /** What is watched, by the name that the rules have for it. */
  readonly watched: Readonly<Record<AlertRule["about"], Pick<Wire, "scope">>>;
  /** ARM id of the workspace that the queries ask. */
  readonly workspaceId: pulumi.Input<string>;
}

/**
 * Alerts by e-mail about what nobody would see otherwise: events that were lost or set aside, and functions that fail.
 * An alert is told once, and once more when it is over.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types#metric-alerts
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types#log-alerts
 */
export class Alerts extends pulumi.ComponentResource {
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:Alerts", name, {}, opts);
    const group = actionGroup(name, args, this);
    for (const rule of ALERT_RULES) metricAlert(name, rule, args, group, this);
    for (const rule of QUERY_RULES) queryAlert(name, rule, args, group, this);
    this.registerOutputs({});
  }
}

function actionGroup(name: string, { place, recipients }: AlertsArgs, parent: Alerts): ActionGroup {
  return new ActionGroup(
    `${name}-recipients`,
    {
      actionGroupName: place.names.actionGroup,
      groupShortName: place.names.actionGroupShort,
      resourceGroupName: place.group,
      location: "Global",
      enabled: true,
      emailReceivers: recipients.map((emailAddress, index) => ({
        name: `recipient-${index + 1}`,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      tags: place.tags,
    },
    { parent },
  );
}

function metricAlert(
  name: string,
  rule: AlertRule,
  { place, watched }: AlertsArgs,
  { id }: ActionGroup,
  parent: Alerts,
): MetricAlert {
  const { dimensions = [] } = rule;
  return new MetricAlert(
    `${name}-${rule.name}`,
    {
      ruleName: place.names.alert(rule.name),
      resourceGroupName: place.group,
      location: "global",
      description: rule.says,
      severity: rule.severity,
      enabled: true,
      autoMitigate: true,
      scopes: [watched[rule.about].scope],
      evaluationFrequency: "PT5M",
      windowSize: `PT${rule.windowMinutes}M`,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: rule.name,
            metricNamespace: rule.namespace,
            metricName: rule.metric,
            timeAggregation: rule.aggregation,
            operator: "GreaterThan",
            threshold: rule.moreThan,
            ...(dimensions.length === 0 ? {} : { dimensions: dimensions.map((one) => ({ ...one })) }),
          },
        ],
      },
      actions: [{ actionGroupId: id }],
      tags: place.tags,
    },
    { parent },
  );
}

function queryAlert(
  name: string,
  rule: QueryRule,
  { place, workspaceId }: AlertsArgs,
  { id }: ActionGroup,
  parent: Alerts,
): ScheduledQueryRule {
  return new ScheduledQueryRule(
    `${name}-${rule.name}`,
    {
      ruleName: place.names.alert(rule.name),
      resourceGroupName: place.group,
      location: place.location,
      kind: "LogAlert",
      displayName: place.names.alert(rule.name),
      description: rule.says,
      severity: rule.severity,
      enabled: true,
      autoMitigate: true,
      scopes: [workspaceId],
      evaluationFrequency: "PT5M",
      windowSize: `PT${rule.windowMinutes}M`,
      criteria: {
        allOf: [
          {
            query: queryOf(rule),
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: 0,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      // A table is made with its first row, and in a new workspace there is none yet.
      skipQueryValidation: true,
      actions: { actionGroups: [id] },
      tags: place.tags,
    },
    { parent },
  );
}
