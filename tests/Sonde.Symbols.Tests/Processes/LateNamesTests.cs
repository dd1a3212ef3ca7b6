using System.Diagnostics;
using System.Globalization;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests.Processes;

/// <summary>Addresses that had no name when they were asked for first.</summary>
public sealed class LateNamesTests : IDisposable
{
    // Finds two free pages, and has code there when it is told to.
    private const string Source = """
        #define _GNU_SOURCE
        #include <stdio.h>
        #include <sys/mman.h>
        int main(void)
        {
            void *pages = mmap(0, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            munmap(pages, 8192);
            printf("%lx\n", (unsigned long)pages);
            fflush(stdout);
            getchar();
            mmap(pages, 8192, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
            puts("mapped");
            fflush(stdout);
            getchar();
            getchar();
            return 0;
        }
        """;

    private readonly Built _built = new();
    private readonly Process _process;
    private readonly ulong _address;

    public LateNamesTests()
    {
        _process = Process.Start(new ProcessStartInfo(_built.Program("late", Source)) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _address = ulong.Parse(_process.StandardOutput.ReadLine()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private string Map => $"/tmp/perf-{_process.Id}.map";

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        File.Delete(Map);
        _process.Dispose();
        _built.Dispose();
    }

    [Fact]
    public void They_have_one_when_code_was_mapped_there_and_its_runtime_named_it()
    {
        using var symbols = new Symbolizer();
        SymbolFrame unmapped = symbols.ResolveProcess(_process.Id, _address);
        Assert.Equal(UnknownReason.NotMapped, unmapped.Reason);
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        Assert.Equal("mapped", _process.StandardOutput.ReadLine());
        Assert.Equal(UnknownReason.JitWithoutNames, symbols.ResolveProcess(_process.Id, _address + 4096).Reason);
        // The mappings were read for that address: what they have is known for the other one, too.
        SymbolFrame unnamed = symbols.ResolveProcess(_process.Id, _address);
        Assert.Equal(UnknownReason.JitWithoutNames, unnamed.Reason);
        Assert.Same(unnamed, symbols.ResolveProcess(_process.Id, _address));

        File.WriteAllText(Map, string.Create(CultureInfo.InvariantCulture, $"{_address:x} 1000 named_late\n"));
        int asked = 4;
        Assert.True(SpinWait.SpinUntil(() => ++asked > 0 && symbols.ResolveProcess(_process.Id, _address).Name == "named_late", TimeSpan.FromSeconds(20)));
        // What had no name is told all the same.
        Assert.Equal(asked, symbols.Report().Sum(each => each.Total));
        Assert.Equal(1, symbols.Report().Sum(each => each.Named));
    }
}
