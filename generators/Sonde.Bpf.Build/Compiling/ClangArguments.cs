using System.Runtime.InteropServices;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>The command line of one program, one argument a line as it stands in its argument file.</summary>
internal static class ClangArguments
{
    /// <summary>
    /// Paths are relative to the project's folder, where clang runs, and that folder is written as ".": the object is the same
    /// wherever the project lies, and clang still finds the text of each source line for the verifier's messages.
    /// </summary>
    public static List<string> Build(CompilationPaths paths, string projectFolder, string[] ownHeaders, ClangSettings settings)
    {
        bool isArm = RuntimeInformation.OSArchitecture == Architecture.Arm64;
        List<string> arguments =
        [
            "-target", "bpf", "-mcpu=" + settings.Cpu, "-g", "-O2", "-Wall",
            "-fno-caret-diagnostics", "-fno-color-diagnostics",
            "-ffile-prefix-map=" + projectFolder + "=.",
            isArm ? "-D__TARGET_ARCH_arm64" : "-D__TARGET_ARCH_x86",
        ];
        arguments.AddRange(settings.Defines.Select(define => "-D" + define));
        arguments.AddRange(settings.IncludeFolders.Select(folder => "-I" + RelativePath.Shorten(projectFolder, folder)));
        // asm/types.h lies in a folder of the architecture, which -target bpf leaves out of clang's own search.
        string systemHeaders = "/usr/include/" + (isArm ? "aarch64" : "x86_64") + "-linux-gnu";
        if (Directory.Exists(systemHeaders))
            arguments.Add("-I" + systemHeaders);
        // Last, so that a header of the project with the same name is found first; wherever the package lies, the object is the same.
        arguments.AddRange(ownHeaders.SelectMany(folder => new[] { "-I" + folder, "-ffile-prefix-map=" + folder + "=sonde" }));
        arguments.AddRange(["-MD", "-MF", paths.DependencyFile, "-c", RelativePath.Shorten(projectFolder, paths.Source), "-o", paths.Object]);
        return arguments;
    }
}
