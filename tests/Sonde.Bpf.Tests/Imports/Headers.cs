using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Tests;

/// <summary>The installed headers of libbpf, the kernel and the C library, as clang reads them.</summary>
internal static partial class Headers
{
    private const string Includes = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <stdint.h>
        #include <errno.h>
        #include <stdio.h>
        #include <bpf/libbpf.h>
        #include <bpf/bpf.h>
        #include <linux/bpf.h>
        #include <linux/capability.h>
        #include <linux/if_ether.h>
        #include <linux/if_link.h>
        #include <linux/openat2.h>
        #include <linux/perf_event.h>
        #include <fcntl.h>
        #include <net/if.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/ioctl.h>
        #include <sys/mman.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/statfs.h>
        #include <sys/syscall.h>
        #include <sys/timerfd.h>
        #include <linux/magic.h>
        #include <poll.h>
        #include <sched.h>
        #include <unistd.h>

        """;

    private static readonly string Clang = ClangSearch.Find("", Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "", Environment.GetEnvironmentVariable("PATH") ?? "")
        ?? throw new InvalidOperationException("There is no clang on PATH.");

    private static readonly Lazy<Dictionary<string, CFunction>> All = new(ReadFunctions);

    /// <summary>Every function that the headers declare.</summary>
    public static IReadOnlyDictionary<string, CFunction> Functions => All.Value;

    /// <summary>The values of constant expressions of C, computed by a program that clang compiles; null for what the headers do not have.</summary>
    public static Dictionary<string, long?> Evaluate(IReadOnlyCollection<string> expressions)
    {
        string[] left = [.. expressions.Distinct()];
        var values = expressions.Distinct().ToDictionary(e => e, _ => (long?)null);
        string folder = Directory.CreateTempSubdirectory("sonde-headers-").FullName;
        try
        {
            while (left.Length > 0)
            {
                string program = Path.Combine(folder, "values");
                File.WriteAllText(program + ".c", ProgramOf(left));
                (int exit, string output) = Run(Clang, ["-w", "-ferror-limit=0", program + ".c", "-o", program]);
                if (exit == 0)
                {
                    string[] lines = Run(program, []).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                    for (int i = 0; i < left.Length; i++)
                        values[left[i]] = long.Parse(lines[i], CultureInfo.InvariantCulture);
                    return values;
                }

                // What a header does not have is an error in the line of its expression.
                HashSet<int> wrong = [.. ErrorLine().Matches(output).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
                string[] right = [.. left.Where((_, i) => !wrong.Contains(i + 1))];
                Assert.True(right.Length < left.Length, output);
                left = right;
            }

            return values;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string ProgramOf(string[] expressions)
    {
        var text = new StringBuilder(Includes).Append("int main(void)\n{\n#line 1 \"values\"\n");
        foreach (string expression in expressions)
            text.Append(CultureInfo.InvariantCulture, $"printf(\"%lld\\n\", (long long)({expression}));\n");
        return text.Append("return 0;\n}\n").ToString();
    }

    private static Dictionary<string, CFunction> ReadFunctions()
    {
        string folder = Directory.CreateTempSubdirectory("sonde-headers-").FullName;
        try
        {
            string source = Path.Combine(folder, "headers.c");
            File.WriteAllText(source, Includes);
            (int exit, string output) = Run(Clang, ["-fsyntax-only", "-w", "-Xclang", "-ast-dump=json", source]);
            Assert.Equal(0, exit);
            using JsonDocument tree = JsonDocument.Parse(output, new JsonDocumentOptions { MaxDepth = 512 });
            var typedefs = new Dictionary<string, string>(StringComparer.Ordinal);
            var functions = new Dictionary<string, CFunction>(StringComparer.Ordinal);
            foreach (JsonElement node in tree.RootElement.GetProperty("inner").EnumerateArray())
            {
                switch (node.GetProperty("kind").GetString())
                {
                    case "TypedefDecl":
                        typedefs[node.GetProperty("name").GetString()!] = TypeOf(node);
                        break;
                    case "FunctionDecl":
                        CFunction function = ReadFunction(node, typedefs);
                        functions[function.Name] = function;
                        break;
                }
            }

            return functions;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string TypeOf(JsonElement node)
    {
        JsonElement type = node.GetProperty("type");
        return (type.TryGetProperty("desugaredQualType", out JsonElement desugared) ? desugared : type.GetProperty("qualType")).GetString()!;
    }

    private static CFunction ReadFunction(JsonElement node, Dictionary<string, string> typedefs)
    {
        string signature = node.GetProperty("type").GetProperty("qualType").GetString()!;
        CType[] parameters = node.TryGetProperty("inner", out JsonElement inner)
            ? [.. inner.EnumerateArray().Where(i => i.GetProperty("kind").GetString() == "ParmVarDecl").Select(p => Classify(TypeOf(p), typedefs))]
            : [];
        bool isVariadic = node.TryGetProperty("variadic", out JsonElement variadic) && variadic.GetBoolean();
        return new(node.GetProperty("name").GetString()!, Classify(ResultOf(signature), typedefs), parameters, isVariadic);
    }

    // "struct bpf_object *(const void *, size_t)": what stands before the last pair of parentheses.
    private static string ResultOf(string signature)
    {
        int depth = 0;
        for (int i = signature.LastIndexOf(')'); i >= 0; i--)
        {
            depth += signature[i] == ')' ? 1 : signature[i] == '(' ? -1 : 0;
            if (depth == 0)
                return signature[..i].Trim();
        }

        return signature;
    }

    private static CType Classify(string text, Dictionary<string, string> typedefs)
    {
        string type = Qualifier().Replace(text, "").Trim();
        if (type.EndsWith('*') || type.EndsWith(')') || type.EndsWith(']') || type.Contains("(*", StringComparison.Ordinal))
            return new(CKind.Pointer, 8, false, text);
        if (type.StartsWith("enum ", StringComparison.Ordinal))
            return new(CKind.Enumeration, 4, false, text);
        return type switch
        {
            "void" => new(CKind.Void, 0, false, text),
            "bool" or "_Bool" or "unsigned char" => new(CKind.Integer, 1, false, text),
            "char" or "signed char" => new(CKind.Integer, 1, true, text),
            "short" => new(CKind.Integer, 2, true, text),
            "unsigned short" => new(CKind.Integer, 2, false, text),
            "int" => new(CKind.Integer, 4, true, text),
            "unsigned int" => new(CKind.Integer, 4, false, text),
            "long" or "long long" => new(CKind.Integer, 8, true, text),
            "unsigned long" or "unsigned long long" => new(CKind.Integer, 8, false, text),
            _ when typedefs.TryGetValue(type, out string? target) && target != type => Classify(target, typedefs) with { Text = text },
            _ => new(CKind.Other, 0, false, text),
        };
    }

    private static (int Exit, string Output) Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.Result);
    }

    [GeneratedRegex(@"\b(const|volatile|restrict|struct __va_list_tag(?=\[))\b", RegexOptions.CultureInvariant)]
    private static partial Regex Qualifier();

    [GeneratedRegex(@"^values:(\d+):.*error:", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
