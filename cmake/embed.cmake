# embed_files(OUTPUT HEADER NAMESPACE [NAME FILE]...)
# Generates an assembler-backed source that defines, for each pair, a
# `const std::string_view NAME` of the bytes of FILE, as HEADER declares it.
function(embed_files output header namespace)
  set(text "#include \"${header}\"\n")
  set(files "")
  set(views "")
  while(ARGN)
    list(POP_FRONT ARGN name file)
    list(APPEND files "${file}")
    string(APPEND text
           "__asm__(\".section .rodata\\n\"\n"
           "        \".global ${name}_begin\\n\"\n"
           "        \"${name}_begin: .incbin \\\"${file}\\\"\\n\"\n"
           "        \".global ${name}_end\\n\"\n"
           "        \"${name}_end: .byte 0\\n\"\n"
           "        \".text\\n\");\n"
           "extern \"C\" const char ${name}_begin[];\n"
           "extern \"C\" const char ${name}_end[];\n")
    string(APPEND views
           "const std::string_view ${name}{${name}_begin,\n"
           "  static_cast<std::size_t>(${name}_end - ${name}_begin)};\n")
  endwhile()
  file(GENERATE OUTPUT "${output}"
       CONTENT "${text}namespace ${namespace} {\n${views}}\n")
  # By itself, or what it depends on would be forgotten.
  set_source_files_properties(
    "${output}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON OBJECT_DEPENDS
                                                         "${files}")
endfunction()
