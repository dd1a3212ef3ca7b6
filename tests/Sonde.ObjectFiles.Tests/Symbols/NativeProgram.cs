using System.Collections.Concurrent;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>A program of two C++ units with templates and inline functions, or one of Rust, built in many ways, each once a run.</summary>
internal static class NativeProgram
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Built = new();
    private static readonly string Root = CreateRoot();
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Symbols", "Sources");

    /// <summary>The path of the program. What it was split into lies beside it.</summary>
    public static string Build(string kind) => Built.GetOrAdd(kind, k => new Lazy<string>(() => Make(k))).Value;

    private static string Make(string kind)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Root, kind)).FullName;
        string program = Path.Combine(folder, "program");
        switch (kind.Split(' '))
        {
            case ["rust"]:
                Toolchain.Run(folder, Toolchain.Rustc, "-O", "-g", Path.Combine(Sources, "folds.rs"), "-o", program);
                break;
            case ["gcc" or "clang", .. var options]:
                Compile(folder, kind.StartsWith("gcc", StringComparison.Ordinal), options);
                break;
            case ["zlib", .. var of]:
                Toolchain.Run(folder, Toolchain.Objcopy, "--compress-debug-sections=zlib", Build(string.Join(' ', of)), program);
                break;
            case ["zlib-gnu", .. var of]:
                Toolchain.Run(folder, Toolchain.Objcopy, "--compress-debug-sections=zlib-gnu", Build(string.Join(' ', of)), program);
                break;
            case ["zstd", .. var of]:
                Toolchain.Run(folder, Toolchain.Objcopy, "--compress-debug-sections=zstd", Build(string.Join(' ', of)), program);
                break;
            case ["dwp", .. var of]:
                File.Copy(Build(string.Join(' ', of)), program);
                Toolchain.Run(Path.GetDirectoryName(Build(string.Join(' ', of)))!, Toolchain.Dwp, "-e", program, "-o", program + ".dwp");
                break;
            case ["dwz", .. var of]:
                File.Copy(Build(string.Join(' ', of)), program);
                Toolchain.Run(folder, Toolchain.Dwz, program);
                break;
            case ["dwz-shared", .. var of]:
                File.Copy(Build(string.Join(' ', of)), program);
                File.Copy(program, program + "2");
                Toolchain.Run(folder, Toolchain.Dwz, "-m", "shared.debug", "-M", "shared.debug", program, program + "2");
                break;
            case ["dwz-standard", .. var of]:
                File.Copy(Build(string.Join(' ', of)), program);
                File.Copy(program, program + "2");
                Toolchain.Run(folder, Toolchain.Dwz, "--dwarf-5", "-m", "shared.debug", "-M", "shared.debug", program, program + "2");
                break;
            default:
                throw new ArgumentException(kind);
        }

        return program;
    }

    private static void Compile(string folder, bool isGcc, string[] options)
    {
        string compiler = isGcc ? Toolchain.Gcc : Toolchain.Clang;
        string[] all = isGcc ? [.. options, "-std=c++17", "-O2"] : ["--driver-mode=g++", .. options, "-std=c++17", "-O2"];
        Parallel.ForEach(["shapes", "program"], unit =>
            Toolchain.Run(folder, compiler, [.. all, "-c", Path.Combine(Sources, unit + ".cpp"), "-o", unit + ".o"]));
        Toolchain.Run(folder, compiler, [.. all, "shapes.o", "program.o", "-o", "program"]);
    }

    private static string CreateRoot()
    {
        string root = Directory.CreateTempSubdirectory("sonde-symbols-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }
}
