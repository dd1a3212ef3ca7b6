using System.Diagnostics;
using System.Text.Json;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>What llvm-symbolizer says of addresses.</summary>
internal static class LlvmSymbolizer
{
    /// <summary>The frames of each address, innermost first.</summary>
    public static List<List<(string Function, string File, int Line, int Column)>> Run(string program, ulong[] addresses)
    {
        using var hidden = new WithoutSymbolTables(program);
        using Process process = Process.Start(new ProcessStartInfo(
            Toolchain.Symbolizer,
            ["--inlines", "--functions=linkage", "--output-style=JSON", "--no-demangle", "-e", hidden.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Task writing = Task.Run(() =>
        {
            foreach (ulong address in addresses)
                process.StandardInput.WriteLine($"0x{address:x}");
            process.StandardInput.Close();
        });
        List<List<(string, string, int, int)>> answers = [];
        foreach (ulong _ in addresses)
        {
            using JsonDocument answer = JsonDocument.Parse(process.StandardOutput.ReadLine()!);
            answers.Add([.. answer.RootElement.GetProperty("Symbol").EnumerateArray().Select(frame => (
                frame.GetProperty("FunctionName").GetString()!,
                frame.GetProperty("FileName").GetString()!,
                frame.GetProperty("Line").GetInt32(),
                frame.GetProperty("Column").GetInt32()))]);
        }

        writing.Wait();
        process.WaitForExit();
        return answers;
    }
}
