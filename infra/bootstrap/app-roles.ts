/** A right in the system's own API. It stands in the claim `roles` of a caller's token; manifests name it. */
export interface AppRole {
  /** e.g. `Names.Generate`. */
  readonly value: string;
  readonly displayName: string;
  readonly description: string;
}

/** Every role that a manifest lets in, and no other. */
export const APP_ROLES: readonly AppRole[] = [
  {
    value: "Names.Generate",
    displayName: "Submit names",
    description: "Publish a name of one's own choice.",
  },
  {
    value: "Counts.Read",
    displayName: "Read counts",
    description: "Read how many names begin with which letter.",
  },
];

/**
 * What a user allows a client: to call the API in the user's name. It opens nothing that the user has no role for, and
 * without it no client gets a token of a user.
 */
export const USER_SCOPE = {
  value: "access_as_user",
  name: "Call the API as you",
  description:
    "Lets the application call gridwire's own API as the user who is signed in, with the roles of that user.",
} as const;
