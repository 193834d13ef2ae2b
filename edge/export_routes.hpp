#pragma once

#include "edge/api.hpp"

namespace scrutin::edge {

// What officials take away as files, JSON or CSV, and what a control room looks
// at. Nothing here shows more than the results policy lets out.

/// GET /api/v1/admin/nodes
void show_nodes(api& on, const api_call& call);

/// GET /api/v1/admin/statistics
void show_statistics(api& on, const api_call& call);

/// GET /api/v1/admin/elections/{election_id}/exports/results
void export_results(api& on, const api_call& call);

/// GET /api/v1/admin/elections/{election_id}/exports/duplicates, page by page;
/// `region` is needed.
void export_duplicates(api& on, const api_call& call);

/// GET /api/v1/admin/elections/{election_id}/exports/error-patterns: every
/// kind of refused attempts, those that say the same as one.
void export_error_patterns(api& on, const api_call& call);

} // namespace scrutin::edge
