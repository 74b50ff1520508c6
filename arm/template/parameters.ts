/** A parameter of a template. */
export interface Parameter {
  readonly type: "securestring";
  readonly metadata: { readonly description: string };
}

/** The secrets of a template: each is asked for when it is deployed, and none is written in it. */
export class Parameters {
  /** By name; those that come later are in it as well. */
  readonly all: Record<string, Parameter> = {};

  /**
   * @param resource its Pulumi name.
   * @param path of the value in its body.
   * @returns the expression that stands for it.
   */
  secret(resource: string, path: string): string {
    const words = `${resource} ${path.replaceAll("properties.", "")}`.split(/[^A-Za-z0-9]+/);
    const name = words
      .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
      .join("");
    this.all[name] = { type: "securestring", metadata: { description: `${path} of ${resource}` } };
    return `[parameters('${name}')]`;
  }

  /** Takes over those of a template within. */
  add({ all }: Parameters): void {
    Object.assign(this.all, all);
  }
}
