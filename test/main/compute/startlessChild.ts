/** A compute child that ends before it is ready. */
process.stderr.write('library not found\n');
process.exitCode = 5;
