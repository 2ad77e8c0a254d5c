# tenantry_add_adapter: one adapter, built as the contract wants it, beside a manifest that holds its hash.
#
#   tenantry_add_adapter(foo                    target, and lib<foo>.so
#     ID org.example.foo VERSION 1.2.3
#     TYPES FOO FOOLITE                         database types, upper case
#     DIALECTS foo foolite:foo                  one for each type in order, each with its fallbacks behind colons
#     SCHEMES foo                               URL schemes
#     SOURCES foo.cpp LINKS Foo::client
#     [TRAITS ddl_in_transaction cancel …]      ddl_in_transaction cancel server_timeout process_serial
#                                               thread_affine
#     [EXTENSIONS tenantry.script/1 …]
#     [SETTINGS_SCHEMA settings.json])          JSON schema of setting.NAME
#
# The result stands in <build>/lib/tenantry/adapters/<ID>/ and is installed to lib/tenantry/adapters/<ID>/ byte for
# byte: a library that is stripped or given an RPATH on the way no longer has the hash of its manifest.

# tenantry_json_list(out a b c) -> ["a","b","c"]
function(tenantry_json_list out)
  set(quoted ${ARGN})
  list(TRANSFORM quoted PREPEND "\"")
  list(TRANSFORM quoted APPEND "\"")
  list(JOIN quoted "," joined)
  set(${out} "[${joined}]" PARENT_SCOPE)
endfunction()

# tenantry_json_dialects(out types dialects): the n-th type speaks the n-th dialect; the last dialect serves the rest.
function(tenantry_json_dialects out types dialects)
  set(entries "")
  set(at 0)
  list(LENGTH dialects count)
  foreach(type IN LISTS types)
    if(at GREATER_EQUAL count)
      math(EXPR at "${count} - 1")
    endif()
    list(GET dialects ${at} chain)
    string(REPLACE ":" ";" chain "${chain}")
    list(POP_FRONT chain first)
    tenantry_json_list(fallbacks ${chain})
    list(APPEND entries "{\"database_type\":\"${type}\",\"dialect\":\"${first}\",\"fallbacks\":${fallbacks}}")
    math(EXPR at "${at} + 1")
  endforeach()
  list(JOIN entries "," joined)
  set(${out} "[${joined}]" PARENT_SCOPE)
endfunction()

# Sanitizers leave symbols open that the executable brings.
function(tenantry_is_sanitized out)
  get_property(options DIRECTORY PROPERTY LINK_OPTIONS)
  string(FIND "${options} ${CMAKE_CXX_FLAGS} ${CMAKE_SHARED_LINKER_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS}" "-fsanitize" at)
  if(at EQUAL -1)
    set(${out} OFF PARENT_SCOPE)
  else()
    set(${out} ON PARENT_SCOPE)
  endif()
endfunction()

# One target that exports nothing but the entry function.
function(tenantry_close_adapter name)
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/tenantry_adapter.map)
  set_target_properties(${name} PROPERTIES
    PREFIX lib CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    BUILD_WITH_INSTALL_RPATH ON)
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${map})
  target_link_options(${name} PRIVATE
    -Wl,--version-script=${map} -Wl,-Bsymbolic -Wl,--exclude-libs,ALL)
  tenantry_is_sanitized(sanitized)
  if(NOT sanitized)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
endfunction()

function(tenantry_write_manifest_template path name)
  cmake_parse_arguments(A "" "ID;VERSION;SETTINGS_SCHEMA" "TYPES;DIALECTS;SCHEMES;SOURCES;LINKS;TRAITS;EXTENSIONS" ${ARGN})
  tenantry_json_list(types ${A_TYPES})
  tenantry_json_list(schemes ${A_SCHEMES})
  tenantry_json_list(traits ${A_TRAITS})
  tenantry_json_list(extensions ${A_EXTENSIONS})
  tenantry_json_dialects(dialects "${A_TYPES}" "${A_DIALECTS}")
  set(settings "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}")
  if(A_SETTINGS_SCHEMA)
    get_filename_component(schema ${A_SETTINGS_SCHEMA} ABSOLUTE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema})
    file(READ ${schema} settings)
    string(STRIP "${settings}" settings)
  endif()
  string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" platform)
  file(CONFIGURE OUTPUT ${path} @ONLY CONTENT [=[{
  "manifest": 1,
  "id": "@A_ID@",
  "version": "@A_VERSION@",
  "library": "lib@name@.so",
  "platform": "@platform@",
  "abi": {"major": 1, "min_host_minor": 0},
  "database_types": @types@,
  "dialects": @dialects@,
  "url_schemes": @schemes@,
  "traits": @traits@,
  "extensions": @extensions@,
  "sha256": "@at@SHA256@at@",
  "settings": @settings@
}
]=])
endfunction()

function(tenantry_add_adapter name)
  cmake_parse_arguments(A "" "ID;VERSION;SETTINGS_SCHEMA" "TYPES;DIALECTS;SCHEMES;SOURCES;LINKS;TRAITS;EXTENSIONS" ${ARGN})
  foreach(needed ID VERSION TYPES DIALECTS SCHEMES SOURCES)
    if(NOT A_${needed})
      message(FATAL_ERROR "tenantry_add_adapter(${name}): ${needed} is missing")
    endif()
  endforeach()
  if(A_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tenantry_add_adapter(${name}): what is \"${A_UNPARSED_ARGUMENTS}\"?")
  endif()

  add_library(${name} MODULE ${A_SOURCES})
  tenantry_close_adapter(${name})
  target_link_libraries(${name} PRIVATE tenantry::sdk ${A_LINKS})
  target_compile_definitions(${name} PRIVATE
    TENANTRY_ADAPTER_ID="${A_ID}" TENANTRY_ADAPTER_VERSION="${A_VERSION}")

  set(folder lib/tenantry/adapters/${A_ID})
  set(template ${CMAKE_CURRENT_BINARY_DIR}/${name}.adapter.json.in)
  set(at "@")
  tenantry_write_manifest_template(${template} ${name} ${ARGN})
  set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${folder})
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${template})
  add_custom_command(TARGET ${name} POST_BUILD VERBATIM
    COMMAND ${CMAKE_COMMAND} -DLIBRARY=$<TARGET_FILE:${name}> -DTEMPLATE=${template}
            -DMANIFEST=$<TARGET_FILE_DIR:${name}>/adapter.json
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/tenantry_seal_manifest.cmake
    COMMENT "Writing the manifest of ${A_ID}")
  install(FILES $<TARGET_FILE:${name}> $<TARGET_FILE_DIR:${name}>/adapter.json DESTINATION ${folder})
endfunction()
