#pragma once

#include "edge/api.hpp"

namespace scrutin::edge {

// For those who run and use the node: health, metrics, the API's document.

void health(api& on, const api_call& call);
void liveness(api& on, const api_call& call);
void readiness(api& on, const api_call& call);
void metrics_text(api& on, const api_call& call);
void openapi_document(api& on, const api_call& call);
void docs_page(api& on, const api_call& call);
void docs_script(api& on, const api_call& call);
void rapidoc_script(api& on, const api_call& call);

} // namespace scrutin::edge
