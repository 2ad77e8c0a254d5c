# Does what a third party does: installs the SDK to a scratch prefix, copies the adapter's sources away from this
# tree, builds them with nothing but find_package(tenantry-sdk), and looks at what came out.
#   cmake -DBUILD= -DADAPTER=plugins/sqlite -DWORK= -DNM= -DCXX= -DCC= -P build_outside.cmake
file(REMOVE_RECURSE ${WORK})
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN} failed:\n${said}")
  endif()
endfunction()
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/sdk --component sdk)
file(COPY ${ADAPTER} DESTINATION ${WORK}/src)
get_filename_component(name ${ADAPTER} NAME)
run(${CMAKE_COMMAND} -S ${WORK}/src/${name} -B ${WORK}/build -G Ninja -DCMAKE_PREFIX_PATH=${WORK}/sdk
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_C_COMPILER=${CC} -DCMAKE_BUILD_TYPE=Debug)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/installed)

file(GLOB manifest ${WORK}/installed/lib/tenantry/adapters/*/adapter.json)
file(READ "${manifest}" json)
get_filename_component(folder "${manifest}" DIRECTORY)
string(JSON library GET "${json}" library)
string(JSON promised GET "${json}" sha256)
file(SHA256 ${folder}/${library} found)
if(NOT promised STREQUAL found)
  message(FATAL_ERROR "the manifest promises ${promised}, the installed library has ${found}")
endif()
set(LIBRARY ${folder}/${library})
include(${CMAKE_CURRENT_LIST_DIR}/one_symbol.cmake)
