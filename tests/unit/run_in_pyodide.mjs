// Runs a Python script in a Python that is only at hand as WebAssembly; the host's files are below /host.
//
//     node run_in_pyodide.mjs FOLDER_WITH_node_modules SCRIPT ARGUMENT …
import { pathToFileURL } from "node:url";

const [, , folder, ...argv] = process.argv;
const { loadPyodide } = await import(pathToFileURL(folder + "/node_modules/pyodide/pyodide.mjs").href);
const python = await loadPyodide();
python.FS.mkdirTree("/host");
python.FS.mount(python.FS.filesystems.NODEFS, { root: "/" }, "/host");
python.globals.set("argv", python.toPy(argv));
try {
  python.runPython('import sys, runpy; sys.argv = list(argv); runpy.run_path(argv[0], run_name="__main__")');
} catch (error) {
  console.error(String(error.message));
  process.exit(1);
}
process.exit(0);
