# How this project's own code is compiled, and tenantry_room(), which declares one folder of core/ as a library.

find_program(TENANTRY_CCACHE ccache)
if(TENANTRY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${TENANTRY_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TENANTRY_CCACHE})
endif()

add_library(tenantry_warnings INTERFACE)
target_compile_options(tenantry_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<BOOL:${TENANTRY_WERROR}>:-Werror>
  $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wthread-safety>)

# GCC 12 with optimisation sees overlaps in std::string's own operator+ and unset members in tl::expected: neither is there.
# (The -O0 builds, where warnings are errors, and clang look at the same code.)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(tenantry_warnings INTERFACE
    $<$<CONFIG:Release>:-Wno-restrict> $<$<CONFIG:Release>:-Wno-maybe-uninitialized>)
endif()

if(TENANTRY_SANITIZE)
  add_compile_options(-fsanitize=${TENANTRY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TENANTRY_SANITIZE})
endif()

if(TENANTRY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage of all code guides the fuzzers, not of their own file alone
endif()

# tenantry_room(base SOURCES a.cpp b.cpp LINKS tenantry::x): library tenantry_base with the alias tenantry::base.
function(tenantry_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(tenantry_${name} STATIC ${ROOM_SOURCES})
  add_library(tenantry::${name} ALIAS tenantry_${name})
  target_include_directories(tenantry_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(tenantry_${name}
    PUBLIC ${ROOM_LINKS} PRIVATE ${ROOM_PRIVATE_LINKS} tenantry_warnings)
endfunction()
