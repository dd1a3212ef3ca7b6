using System.Runtime.InteropServices;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>The command line of one program, one argument a line as it stands in its argument file.</summary>
internal static class ClangArguments
{
    /// <summary>
    /// Paths are relative to the project's folder, where clang runs, and that folder is written as ".": the object is the same
    /// wherever the project lies, and clang still finds the text of each source line for the verifier's messages. Both ways to write it
    /// are needed: one is for the folder where clang runs, the other for what a source includes by an absolute path.
    /// </summary>
    public static List<string> Build(CompilationPaths paths, string projectFolder, string[] ownHeaders, ClangSettings settings)
    {
        bool isArm = RuntimeInformation.OSArchitecture == Architecture.Arm64;
        List<string> arguments =
        [
            "-target", "bpf", "-mcpu=" + settings.Cpu, "-g", "-O2", "-Wall",
            "-fno-caret-diagnostics", "-fno-color-diagnostics",
            "-fdebug-compilation-dir", ".",
            isArm ? "-D__TARGET_ARCH_arm64" : "-D__TARGET_ARCH_x86",
        ];
        arguments.AddRange(WriteAs(projectFolder, "."));
        arguments.AddRange(settings.Defines.Select(define => "-D" + define));
        arguments.AddRange(settings.IncludeFolders.Select(folder => "-I" + RelativePath.Shorten(projectFolder, folder)));
        // asm/types.h lies in a folder of the architecture, which -target bpf leaves out of clang's own search.
        string systemHeaders = "/usr/include/" + (isArm ? "aarch64" : "x86_64") + "-linux-gnu";
        if (Directory.Exists(systemHeaders))
            arguments.Add("-I" + systemHeaders);
        // Last, so that a header of the project with the same name is found first; wherever the package lies, the object is the same.
        foreach (string folder in ownHeaders.Select(folder => CanBeRewritten(folder) ? folder : RelativePath.Shorten(projectFolder, folder)))
            arguments.AddRange(["-I" + folder, .. WriteAs(folder, "sonde")]);
        arguments.AddRange(["-MD", "-MF", paths.DependencyFile, "-c", AsFile(RelativePath.Shorten(projectFolder, paths.Source)), "-o", paths.Object]);
        return arguments;
    }

    // Written as it is where it cannot be another way: the object is then the same only for those who have the package in the same folder.
    private static string[] WriteAs(string folder, string other) => CanBeRewritten(folder) ? ["-ffile-prefix-map=" + folder + "=" + other] : [];

    // clang takes the first equals sign for the one between the two.
    private static bool CanBeRewritten(string folder) => !folder.Contains('=');

    // What begins with a minus is an option to clang, and with an at sign the name of a file of options, where there is one.
    private static string AsFile(string path) => path[0] is '-' or '@' ? "./" + path : path;
}
