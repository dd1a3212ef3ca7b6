using System.Text;
using Sonde.ObjectFiles;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Demangling;

/// <summary>Many names, beside the demanglers of GNU.</summary>
public sealed class ReferenceTests
{
    private const string LongString = "std::basic_string<char,std::char_traits<char>,std::allocator<char>>";

    /// <summary>
    /// A constructor of a class that is a substitution, with another identifier read since: GNU names the constructor by that identifier,
    /// client_options::memcached_st(...). LLVM's demangler says client_options::client_options(...) as we do.
    /// </summary>
    private static readonly string[] KnownDifferences =
    [
        "ZNS0_C4EPKcS6_S6_S6_EUlS1_S3_E0_E9_M_invoke",
        "ZNS0_C4EPKcSA_SA_SA_EUl",
    ];

    [Fact]
    public void Names_of_many_programs_are_as_cxxfilt_prints_them()
    {
        string[] names = Lines("demangle/cpp_symbols.txt.xz");
        string[] expected = Lines("demangle/cpp_symbols.cxxfilt-2.40.txt.xz");
        Assert.Equal(4570, names.Length);
        CheckDifferences(names, expected, KnownDifferences, 4);
    }

    [Fact]
    public void Names_of_many_programs_are_as_cxa_demangle_prints_them()
    {
        Assert.SkipUnless(CxaDemangle.IsHere, "there is no libstdc++.so.6");
        string[] names = Lines("demangle/cpp_symbols.txt.xz");
        CheckDifferences(names, [.. names.Select(CxaDemangle.Demangle)], KnownDifferences, 4);
    }

    [Fact]
    public void Names_of_the_standard_library_are_as_cxa_demangle_prints_them()
    {
        Assert.SkipUnless(CxaDemangle.IsHere, "there is no libstdc++.so.6");
        string path = File.ReadLines("/proc/self/maps").First(line => line.EndsWith("libstdc++.so.6", StringComparison.Ordinal) || line.Contains("/libstdc++.so.6.", StringComparison.Ordinal));
        path = path[path.IndexOf('/', StringComparison.Ordinal)..];
        var names = new List<string>();
        foreach (ElfSymbol symbol in ElfFile.Parse(File.ReadAllBytes(path)).DynamicSymbols)
        {
            string name = Encoding.UTF8.GetString(symbol.NameUtf8);
            if (name.StartsWith("_Z", StringComparison.Ordinal))
                names.Add(name);
        }

        Assert.InRange(names.Count, 4000, 20_000);
        CheckDifferences([.. names], [.. names.Select(CxaDemangle.Demangle)], [], 0);
    }

    /// <summary>All differences have one of the known reasons, and there are as many as are known.</summary>
    private static void CheckDifferences(string[] names, string[] expected, string[] known, int count)
    {
        Assert.Equal(names.Length, expected.Length);
        string[] different = [.. names.Where((name, i) => Plain(Demangler.TryDemangle(name, out string? text) ? text : name) != Plain(expected[i]))];
        Assert.All(different, name => Assert.Contains(known, part => name.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(count, different.Length);
    }

    // c++filt writes std::string out everywhere, __cxa_demangle as we do for constructors only.
    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal)
        .Replace(LongString, "std::string", StringComparison.Ordinal)
        .Replace("std::basic_ostream<char,std::char_traits<char>>", "std::ostream", StringComparison.Ordinal)
        .Replace("std::basic_istream<char,std::char_traits<char>>", "std::istream", StringComparison.Ordinal)
        .Replace("std::basic_iostream<char,std::char_traits<char>>", "std::iostream", StringComparison.Ordinal);

    private static string[] Lines(string fixture) => Encoding.UTF8.GetString(Fixtures.Read(fixture)).TrimEnd('\n').Split('\n');
}
