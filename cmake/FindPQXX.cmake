# Finds libpqxx as Debian packages it: headers and a shared library, without
# CMake package files.
#
#   find_package(PQXX 6.4 REQUIRED)
#
# defines PostgreSQL::pqxx.
find_path(PQXX_INCLUDE_DIR pqxx/version.hxx)
find_library(PQXX_LIBRARY pqxx)
mark_as_advanced(PQXX_INCLUDE_DIR PQXX_LIBRARY)

if(PQXX_INCLUDE_DIR)
  file(STRINGS "${PQXX_INCLUDE_DIR}/pqxx/version.hxx" _pqxx_version_line
       REGEX "#define PQXX_VERSION \"")
  string(REGEX MATCH "[0-9.]+" PQXX_VERSION "${_pqxx_version_line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  PQXX
  REQUIRED_VARS PQXX_LIBRARY PQXX_INCLUDE_DIR
  VERSION_VAR PQXX_VERSION)

if(PQXX_FOUND AND NOT TARGET PostgreSQL::pqxx)
  add_library(PostgreSQL::pqxx UNKNOWN IMPORTED)
  set_target_properties(
    PostgreSQL::pqxx
    PROPERTIES IMPORTED_LOCATION "${PQXX_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${PQXX_INCLUDE_DIR}")
endif()
