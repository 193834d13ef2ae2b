#pragma once

#include "edge/api.hpp"
#include "edge/json_writer.hpp"
#include "protocol/administration.hpp"

namespace scrutin::edge {

/// Most bytes of a document that defines an election.
constexpr std::uint32_t document_bytes_max = 1'048'576;

// Routes by which officials define elections, and see how they are defined.
void define_election(api& on, const api_call& call);
void list_definitions(api& on, const api_call& call);
void show_definition(api& on, const api_call& call);

/// What answers say of definitions.
void write_elections(json_writer& out, const admin_answer& y,
                     const results_view& states);
void write_election(json_writer& out, const shown_election& x,
                    const results_view& states);
void write_definition(json_writer& out, const admin_answer& y, bool dry_run);

} // namespace scrutin::edge
