// One request to the GraphQL API: data, or an ApiError with a code.

import type { GraphQLDocument } from "./documents";

const ENDPOINT = "/graphql";
const TIMEOUT = 30_000;

interface GraphQLResponse<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Why there are no data. `code` is the API's own (BAD_REQUEST, NOT_FOUND…), else NETWORK, TIMEOUT or HTTP_<status>. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Ask one document; the result has the document's own type. */
export async function request<Data, Variables>(
  document: GraphQLDocument<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await post({ query: document, variables });
  // By GraphQL over HTTP a refused request has a 4xx status and still a GraphQL body.
  const body = (await response.json().catch(() => null)) as GraphQLResponse<Data> | null;

  const error = body?.errors?.[0];
  if (error) throw new ApiError(error.extensions?.code ?? "ERROR", error.message);
  if (!body?.data) throw new ApiError(`HTTP_${response.status}`, "The server did not answer in GraphQL.");
  return body.data;
}

async function post(body: unknown): Promise<Response> {
  try {
    return await fetch(ENDPOINT, {
      method: "POST",
      headers: { Accept: "application/graphql-response+json", "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "TimeoutError")
      throw new ApiError("TIMEOUT", `The server did not answer within ${TIMEOUT / 1000} seconds.`, { cause });
    throw new ApiError("NETWORK", "The server cannot be reached.", { cause });
  }
}
