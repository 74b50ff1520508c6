/**
 * Properties that azure-native's types have because the version that it calls is newer than the newest published shape:
 * by the shape they are in. They pass with any value.
 */
export const NOT_YET_PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Web/FunctionAppConfig": ["siteUpdateStrategy"],
};
