import type { Parameter } from "./parameters.js";

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax */
export interface Template {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly resources: readonly TemplateResource[];
}

/** What a stack has that no template can say. */
export interface LeftOut {
  readonly type: string;
  readonly name: string;
  readonly reason: string;
}

export interface StackTemplate {
  readonly template: Template;
  readonly leftOut: readonly LeftOut[];
}

/** A resource in a template. */
export type TemplateResource = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly dependsOn?: readonly string[];
};
