# Run after an adapter is linked: puts the library's SHA-256 into its manifest.
#   cmake -DLIBRARY=lib.so -DTEMPLATE=adapter.json.in -DMANIFEST=adapter.json -P tenantry_seal_manifest.cmake
file(SHA256 "${LIBRARY}" hash)
file(READ "${TEMPLATE}" manifest)
string(REPLACE "@SHA256@" "${hash}" manifest "${manifest}")
file(WRITE "${MANIFEST}" "${manifest}")
