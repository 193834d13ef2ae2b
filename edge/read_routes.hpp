#pragma once

#include "edge/api.hpp"

namespace scrutin::edge {

// What anyone may read: lists, results, the event stream.

void list_laws(api& on, const api_call& call);
void list_elections(api& on, const api_call& call);
void list_regions(api& on, const api_call& call);
void list_parties(api& on, const api_call& call);
void list_candidates(api& on, const api_call& call);
void all_law_results(api& on, const api_call& call);
void law_results(api& on, const api_call& call);
void contest_results(api& on, const api_call& call);
void national_results(api& on, const api_call& call);
void open_event_stream(api& on, const api_call& call);

} // namespace scrutin::edge
