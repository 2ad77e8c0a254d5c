# Does what the author of an adapter does: installs everything to a scratch prefix, runs `tenantry adapter new` from
# there, builds the project with nothing but find_package(tenantry-sdk), sees it loaded and at the kit's level core.
#   cmake -DBUILD= -DWORK= -DNM= -DCXX= -DCC= -P build_template.cmake
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN} failed:\n${said}")
  endif()
  set(said "${said}" PARENT_SCOPE)
endfunction()
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${WORK}/prefix/bin/tenantry adapter new acme_db)
run(${CMAKE_COMMAND} -S acme_db -B acme_db/build -G Ninja -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_BUILD_TYPE=Debug
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_C_COMPILER=${CC}
    "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror")
run(${CMAKE_COMMAND} --build acme_db/build)
set(ADAPTERS ${WORK}/acme_db/build/lib/tenantry/adapters)
run(${WORK}/prefix/bin/tenantry adapter list --json --adapter-dir ${ADAPTERS})
if(NOT said MATCHES "\"id\":\"org.example.acme_db\"[^\n]*\"state\":\"loaded\"|\"state\":\"loaded\"[^\n]*\"id\":\"org.example.acme_db\"")
  message(FATAL_ERROR "the adapter was not loaded:\n${said}")
endif()
# The kit's level core at once: what `adapter new` gives is a place to start from.
run(${WORK}/prefix/bin/tenantry-adapter-check ${ADAPTERS}/org.example.acme_db --quirks acme_db/acme_db.quirks.json
    --url acme-db:demo --require core)
set(LIBRARY ${ADAPTERS}/org.example.acme_db/libacme_db.so)
include(${CMAKE_CURRENT_LIST_DIR}/one_symbol.cmake)
