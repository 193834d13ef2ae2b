#include "domain/count.hpp"
