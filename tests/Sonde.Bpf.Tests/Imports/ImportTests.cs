using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Sonde.Bpf.Tests;

/// <summary>Imports are written by hand; here they are compared with the headers, as clang reads them.</summary>
public sealed partial class ImportTests
{
    /// <summary>Functions of a libbpf newer than 1.0, with the version that brought them: code that uses one must do without it too.</summary>
    private static readonly Dictionary<string, Version> Optional = [];

    [Fact]
    public void Every_import_has_the_signature_of_its_header()
    {
        var wrong = new List<string>();
        foreach (Import import in Import.All)
        {
            if (!Headers.Functions.TryGetValue(import.EntryPoint, out CFunction? function))
            {
                if (!Optional.ContainsKey(import.EntryPoint))
                    wrong.Add($"{import}: no header declares it");
                continue;
            }

            if (Difference(import, function) is { } difference)
                wrong.Add($"{import}: {difference}; C has {function}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void No_import_escapes_the_comparison()
    {
        Assert.True(Import.All.Length > 50, $"{Import.All.Length} imports");
        Assert.All(Import.All, i => Assert.NotNull(i.Declared.GetCustomAttribute<LibraryImportAttribute>()));
        int declared = Import.Assemblies.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Count(m => m.GetCustomAttribute<LibraryImportAttribute>() is not null);
        Assert.Equal(declared, Import.All.Length);
        Assert.DoesNotContain(Sources.All, s => s.Text.Contains("GetExport(", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_import_of_libbpf_is_exported_by_the_installed_one_since_1_0()
    {
        Dictionary<string, Version> exported = ExportsOfLibbpf();
        foreach (Import import in Import.All.Where(i => i.Library == "libbpf"))
        {
            Version allowed = Optional.GetValueOrDefault(import.EntryPoint, new Version(1, 0));
            bool isThere = exported.TryGetValue(import.EntryPoint, out Version? since);
            Assert.True(
                isThere ? since <= allowed : Optional.ContainsKey(import.EntryPoint),
                isThere ? $"{import} is of libbpf {since}: put it into the table of optional imports, and do without it on older ones" : $"{import} is not exported by the installed libbpf");
        }
    }

    [Fact]
    public void Every_import_of_the_C_library_is_exported()
    {
        nint library = NativeLibrary.Load("libc.so.6");
        foreach (Import import in Import.All.Where(i => i.Library == "libc"))
            Assert.True(NativeLibrary.TryGetExport(library, import.EntryPoint, out _), import.ToString());
        Assert.All(Import.All, i => Assert.Contains(i.Library, (string[])["libbpf", "libc"]));
    }

    private static string? Difference(Import import, CFunction function)
    {
        ParameterInfo[] called = import.Called.GetParameters();
        ParameterInfo[] declared = import.Declared.GetParameters();
        if (function.IsVariadic ? called.Length < function.Parameters.Length : called.Length != function.Parameters.Length)
            return $"{called.Length} parameters and not {function.Parameters.Length}";
        for (int i = 0; i < function.Parameters.Length; i++)
        {
            // A safe handle of a descriptor is passed as an nint, of which C takes the lower half.
            bool isHandle = typeof(SafeHandle).IsAssignableFrom(declared[i].ParameterType);
            CType type = function.Parameters[i];
            if (isHandle ? type.Kind != CKind.Pointer && (type.Kind != CKind.Integer || type.Size != 4) : !Fits(called[i].ParameterType, type))
                return $"parameter {declared[i].Name} is a {called[i].ParameterType.Name} and not a {type}";
        }

        for (int i = function.Parameters.Length; i < called.Length; i++)
        {
            if (SizeOf(called[i].ParameterType) < 4)
                return $"parameter {declared[i].Name} is smaller than what variadic functions take";
        }

        return Fits(import.Called.ReturnType, function.Result) ? null : $"it returns a {import.Called.ReturnType.Name} and not a {function.Result}";
    }

    private static bool Fits(Type type, CType expected)
    {
        bool isPointer = type.IsPointer || type.IsFunctionPointer || type.IsByRef;
        bool isWord = type == typeof(nint) || type == typeof(nuint);
        if (type.IsEnum)
            return expected.Kind is CKind.Enumeration or CKind.Integer && expected.Size == 4;
        return expected.Kind switch
        {
            CKind.Void => type == typeof(void),
            CKind.Pointer => isPointer || isWord,
            CKind.Enumeration => type == typeof(int) || type == typeof(uint),
            CKind.Integer => !isPointer && type != typeof(void) && SizeOf(type) == expected.Size && IsSigned(type) == expected.IsSigned,
            _ => false,
        };
    }

    private static bool IsSigned(Type type) => type == typeof(sbyte) || type == typeof(short) || type == typeof(int) || type == typeof(long) || type == typeof(nint);

    private static int SizeOf(Type type) => Type.GetTypeCode(type.IsEnum ? type.GetEnumUnderlyingType() : type) switch
    {
        TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int32 or TypeCode.UInt32 => 4,
        TypeCode.Int64 or TypeCode.UInt64 => 8,
        _ => type == typeof(nint) || type == typeof(nuint) || type.IsPointer ? 8 : 0,
    };

    // "bpf_object__open_mem@@LIBBPF_0.0.4"
    private static Dictionary<string, Version> ExportsOfLibbpf()
    {
        NativeLibrary.Load("libbpf.so.1");
        string path = File.ReadLines("/proc/self/maps").First(l => l.Contains("/libbpf.so", StringComparison.Ordinal)).Split(' ').Last();
        using Process nm = Process.Start(new ProcessStartInfo("nm", ["-D", "--defined-only", path]) { RedirectStandardOutput = true })!;
        string output = nm.StandardOutput.ReadToEnd();
        nm.WaitForExit();
        return Export().Matches(output).ToDictionary(m => m.Groups[1].Value, m => Version.Parse(m.Groups[2].Value));
    }

    [GeneratedRegex(@" T (\w+)@@?LIBBPF_([\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Export();
}
