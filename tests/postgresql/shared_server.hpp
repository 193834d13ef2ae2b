#pragma once

#include "tests/fixtures/postgresql_server.hpp"

namespace scrutin {

/// One server for every test of this program; each takes a database of its
/// own.
fixtures::postgresql_server& shared_server();

} // namespace scrutin
