// @ts-check
/**
 * Preloaded by the Pulumi program: keeps what V8 compiled of its modules for the next run, which is most of what a
 * preview does before the first resource. In `node_modules`, so that it goes with what it was made of.
 *
 * @see https://nodejs.org/docs/latest-v22.x/api/module.html#module-compile-cache
 */
import module from "node:module";
import { join } from "node:path";

module.enableCompileCache?.(join(import.meta.dirname, "../node_modules/.cache/compile"));
