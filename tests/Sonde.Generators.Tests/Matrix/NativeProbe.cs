using System.Diagnostics;
using System.Text;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>
/// A C program that clang compiles for this machine from the same types and values: it prints the size of each type, the bytes of one
/// in which a part alone is filled, and the value of each part. For offsets that is what <c>offsetof</c> says, and it serves bitfields.
/// </summary>
internal static class NativeProbe
{
    private static readonly Lazy<Dictionary<string, string>> Lines = new(Run);

    public static string SizeOf(string name) => Lines.Value[$"size {name}"];

    public static string ImageOf(string name, Leaf leaf) => Lines.Value[$"image {name}{leaf.Path}"];

    public static string ValueOf(string name, Leaf leaf) => Lines.Value[$"value {name}{leaf.Path}"];

    private static Dictionary<string, string> Run()
    {
        string folder = Directory.CreateTempSubdirectory("sonde-probe-").FullName;
        try
        {
            string source = Path.Combine(folder, "probe.c");
            string program = Path.Combine(folder, "probe");
            File.WriteAllText(source, Source());
            string? clang = ClangSearch.Find(
                "", Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", Environment.GetEnvironmentVariable("PATH") ?? "");
            Start(clang!, $"-O0 -w -I\"{Path.Combine(AppContext.BaseDirectory, "Matrix")}\" -o \"{program}\" \"{source}\"");
            return Start(program, "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Source()
    {
        var text = new StringBuilder(
            """
            #include <stdio.h>
            #include <string.h>
            #include "types.h"
            #define VALUE(name, type, ...) static type name##_value = __VA_ARGS__;
            #include "values.h"
            static void print(const char *what, const void *value, int size)
            {
                printf("image %s=", what);
                for (int i = 0; i < size; i++)
                    printf("%02X", ((const unsigned char *)value)[i]);
                printf("\n");
            }
            int main(void)
            {

            """);
        foreach (string name in MatrixObject.Values.Keys)
        {
            text.Append($"printf(\"size {name}=%zu\\n\", sizeof({name}_value));\n");
            foreach (Leaf leaf in MatrixObject.LeavesOf(name))
                WriteLeaf(text, name, leaf);
        }

        return text.Append("}\n").ToString();
    }

    private static void WriteLeaf(StringBuilder text, string name, Leaf leaf)
    {
        string place = $"v{leaf.Path}";
        string fill = leaf.Kind == LeafKind.Bool ? $"{(leaf.IsBitfield ? place : $"*(_Bool *)&{place}")} = 1"
            : leaf.IsBitfield ? $"{place} = -1"
            : $"memset((void *)&{place}, 0xff, sizeof({place}))";
        text.Append($"{{ typeof({name}_value) v; memset((void *)&v, 0, sizeof(v)); {fill}; print(\"{name}{leaf.Path}\", (void *)&v, sizeof(v)); }}\n");

        string part = $"{name}_value{leaf.Path}";
        string print = leaf switch
        {
            { Kind: LeafKind.Float, Bits: 32 } => $"union {{ float f; unsigned u; }} x = {{ {part} }}; printf(\"%x\\n\", x.u)",
            { Kind: LeafKind.Float } => $"union {{ double f; unsigned long u; }} x = {{ {part} }}; printf(\"%lx\\n\", x.u)",
            { Kind: LeafKind.Signed or LeafKind.Unsigned, TypeBits: > 64 } =>
                $"unsigned __int128 x = {part}; printf(\"%lx %lx\\n\", (unsigned long)(x >> 64), (unsigned long)x)",
            { Kind: LeafKind.Char } => $"printf(\"%u\\n\", (unsigned char){part}{(leaf.IsBitfield ? $" & {(1 << leaf.Bits) - 1}" : "")})",
            { Kind: LeafKind.Signed or LeafKind.Enum } => $"printf(\"%lld\\n\", (long long){part})",
            _ => $"printf(\"%llu\\n\", (unsigned long long){part})",
        };
        text.Append($"{{ printf(\"value {name}{leaf.Path}=\"); {print}; }}\n");
    }

    private static string Start(string program, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
