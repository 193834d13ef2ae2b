# Compiler settings that every target shares.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_library(scrutin_warnings INTERFACE)
target_compile_options(
  scrutin_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                             -Wnon-virtual-dtor -Wold-style-cast -Werror)

# Of sources that are compiled together: a name of one file may be a
# parameter's in the next, and what is one file's alone looks shared.
add_library(scrutin_grouped_warnings INTERFACE)
target_compile_options(scrutin_grouped_warnings
                       INTERFACE -Wno-shadow -Wno-subobject-linkage)

# A message type that was not announced becomes a compile error.
add_compile_definitions(CAF_ENABLE_TYPE_ID_CHECKS)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Paths relative to the source tree, so that clones share the cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
      ${CCACHE_PROGRAM})
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

# What Debian hardens its own programs with.
add_compile_options(
  "$<$<CONFIG:Release>:-fstack-protector-strong;-D_FORTIFY_SOURCE=2>")
add_link_options(LINKER:-z,relro LINKER:-z,now)

# What is measured in our own code alone: tests, too, would take twice as long
# to compile by it.
add_library(scrutin_instruments INTERFACE)

if(SCRUTIN_SANITIZE)
  string(REPLACE ",undefined" "" everywhere "${SCRUTIN_SANITIZE}")
  add_compile_options(-fsanitize=${everywhere} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SCRUTIN_SANITIZE})
  if(SCRUTIN_SANITIZE MATCHES "thread")
    # Asio has fences on top of its locks; the locks are what is watched.
    add_compile_options(-Wno-tsan)
  endif()
  if(SCRUTIN_SANITIZE MATCHES "undefined")
    # CAF's headers form null references in function-based actors.
    target_compile_options(
      scrutin_instruments
      INTERFACE -fsanitize=undefined -fno-sanitize=null
                -fno-sanitize-recover=all)
  endif()
endif()
if(SCRUTIN_COVERAGE)
  # With -pthread GCC counts atomically; -fprofile-update=atomic says the same,
  # but ccache refuses it.
  target_compile_options(scrutin_instruments INTERFACE --coverage -pthread)
  add_link_options(--coverage)
endif()

# scrutin_library(NAME [GROUPED] SOURCES... [PUBLIC deps...] [PRIVATE deps...])
# One static library for a folder, with the alias scrutin::NAME. Sources of a
# GROUPED one are compiled several at a time where SCRUTIN_GROUPS says so, so
# names in their anonymous namespaces must differ from file to file.
function(scrutin_library name)
  cmake_parse_arguments(arg "GROUPED" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(scrutin_${name} STATIC ${arg_SOURCES})
  add_library(scrutin::${name} ALIAS scrutin_${name})
  target_include_directories(scrutin_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(
    scrutin_${name}
    PUBLIC ${arg_PUBLIC}
    PRIVATE ${arg_PRIVATE} scrutin_warnings scrutin_instruments)
  if(arg_GROUPED AND SCRUTIN_GROUPS)
    set_target_properties(scrutin_${name} PROPERTIES UNITY_BUILD ON)
    target_link_libraries(scrutin_${name} PRIVATE scrutin_grouped_warnings)
  endif()
endfunction()
