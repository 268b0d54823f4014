/** The codec packages that publish no types are described here (their Emscripten modules). */
