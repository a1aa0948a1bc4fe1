// What the bundler makes of imports that are not modules.
declare module '*?worker&url' {
  const url: string;
  export default url;
}
declare module '*.css';
