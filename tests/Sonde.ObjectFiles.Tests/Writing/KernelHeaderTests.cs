namespace Sonde.ObjectFiles.Tests.Writing;

/// <summary>vmlinux.h of real kernels: the one that runs, and those whose BTF eng/types.sh lays into a folder.</summary>
public sealed class KernelHeaderTests
{
    public static TheoryData<string> Kernels
    {
        get
        {
            var files = new TheoryData<string> { "/sys/kernel/btf/vmlinux" };
            if (Environment.GetEnvironmentVariable("SONDE_BTF") is { } folder)
            {
                foreach (string file in Directory.GetFiles(folder, "*.btf").Order(StringComparer.Ordinal))
                    files.Add(file);
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Compiled_header_has_every_type_of_the_kernel_as_it_was(string kernel)
    {
        Btf btf = Btf.Parse(File.ReadAllBytes(kernel));
        var text = new StringWriter();
        btf.WriteCHeader(text);

        AssertSame(btf, CProbe.Compile(text.ToString()));
    }

    private static void AssertSame(Btf expected, Btf compiled)
    {
        SortedDictionary<string, SortedSet<string>> wanted = BtfShapes.Of(expected);
        SortedDictionary<string, SortedSet<string>> found = BtfShapes.Of(compiled);
        Assert.True(wanted.Count > 5_000, $"{wanted.Count} types");
        List<string> differences = [.. wanted.Keys
            .Where(name => !found.TryGetValue(name, out SortedSet<string>? shapes) || !shapes.SetEquals(wanted[name]))
            .Select(name => $"{name}\n  wanted {string.Join(" | ", wanted[name])}\n  found  {(found.TryGetValue(name, out SortedSet<string>? shapes) ? string.Join(" | ", shapes) : "nothing")}")];
        Assert.True(differences.Count == 0, $"{differences.Count} of {wanted.Count} types differ\n{string.Join('\n', differences.Take(5))}");
        Assert.Equal(wanted.Keys, found.Keys);
    }
}
