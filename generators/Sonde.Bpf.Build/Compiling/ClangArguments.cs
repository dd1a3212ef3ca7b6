using System.Runtime.InteropServices;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>The command line of one program, one argument a line as it stands in its argument file.</summary>
internal static class ClangArguments
{
    /// <summary>
    /// Paths are relative to the project's folder, where clang runs, and that folder is written as ".": the object is the same
    /// wherever the project lies, and clang still finds the text of each source line for the verifier's messages.
    /// </summary>
    public static List<string> Build(
        ProgramPaths paths, string projectFolder, string ownHeaders, string cpu, IEnumerable<string> defines, IEnumerable<string> includes)
    {
        bool isArm = RuntimeInformation.OSArchitecture == Architecture.Arm64;
        List<string> arguments =
        [
            "-target", "bpf", "-mcpu=" + cpu, "-g", "-O2", "-Wall",
            "-fno-caret-diagnostics", "-fno-color-diagnostics",
            "-ffile-prefix-map=" + projectFolder + "=.",
            isArm ? "-D__TARGET_ARCH_arm64" : "-D__TARGET_ARCH_x86",
        ];
        arguments.AddRange(defines.Select(define => "-D" + define));
        arguments.AddRange(includes.Select(folder => "-I" + RelativePath.Shorten(projectFolder, folder)));
        // asm/types.h lies in a folder of the architecture, which -target bpf leaves out of clang's own search.
        string systemHeaders = "/usr/include/" + (isArm ? "aarch64" : "x86_64") + "-linux-gnu";
        if (Directory.Exists(systemHeaders))
            arguments.Add("-I" + systemHeaders);
        // Last, so that a header of the project with the same name is found first; wherever the package lies, the object is the same.
        if (ownHeaders.Length > 0)
            arguments.AddRange(["-I" + ownHeaders, "-ffile-prefix-map=" + ownHeaders + "=sonde"]);
        arguments.AddRange(["-MD", "-MF", paths.DependencyFile, "-c", RelativePath.Shorten(projectFolder, paths.Source), "-o", paths.Object]);
        return arguments;
    }
}
