# Fails unless LIBRARY exports tenantry_adapter_v1 and nothing else.
execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[0-9a-f]+ [A-Za-z] " "" symbols "${symbols}")
string(STRIP "${symbols}" symbols)
if(NOT symbols STREQUAL "tenantry_adapter_v1")
  message(FATAL_ERROR "${LIBRARY} must export tenantry_adapter_v1 alone; it exports:\n${symbols}")
endif()
