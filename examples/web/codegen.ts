// Types of the published documents, from the published schema, into src/generated/.
import type { CodegenConfig } from "@graphql-codegen/cli";

// One file a document: each names its fragments for itself.
const typesOf = (document: string) => ({
  documents: `../../queries/${document}.graphql`,
  plugins: ["typescript-operations"],
});

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  generates: {
    "src/generated/article.ts": typesOf("article"),
    "src/generated/card.ts": typesOf("card"),
  },
  config: {
    scalars: { Date: "string", Decimal: "string" },
    defaultScalarType: "never", // a scalar that is not listed breaks the build, not the page
    mergeFragmentTypes: true,
  },
};

export default config;
