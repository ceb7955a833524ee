// GraphiQL on the address that it is served from.

import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./graphiql.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const WELCOME = `# Models, their terms, the containers that hold them, and the mappings between.
# Every relationship can be followed both ways: \`upper_property\` leads from a class to its
# properties, \`upper_property_inverse\` from a property to the classes that list it.

query Models {
  upper_domainModelList(first: 10) {
    totalCount
    nodes {
      upper_domain
      upper_label { language value }
      denota_owner
    }
  }
}
`;

const fetcher = createGraphiQLFetcher({ url: window.location.pathname });

createRoot(document.getElementById("graphiql")).render(
  createElement(GraphiQL, { fetcher, defaultQuery: WELCOME, shouldPersistHeaders: false }),
);
