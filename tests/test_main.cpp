// The test runner of CAF, once for each test program.
#include "caf/test/unit_test_impl.hpp"
