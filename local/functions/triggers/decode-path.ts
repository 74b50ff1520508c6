/**
 * As Kestrel decodes a path: before it is matched, once, and not an encoded slash.
 *
 * @see https://github.com/dotnet/aspnetcore/issues/11544
 */
export const decodePath = (path: string): string =>
  path.replace(/(?:%(?!2f)[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch (error) {
      // What is no UTF-8 stands for itself.
      if (error instanceof URIError) return run;
      throw error;
    }
  });
